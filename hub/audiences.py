"""The audience of views we did not write; each of ours declares its own (hub/foundation/audience.py)."""

LIBRARY_AUDIENCES = {
    name: frozenset({who})
    for who, names in {
        "public": ["account_login", "account_reset_password", "account_reset_password_done",
                   "account_reset_password_from_key", "account_reset_password_from_key_done",
                   "mfa_authenticate", "mfa_login_webauthn", "account_inactive"],
        "staff": ["account_logout", "account_reauthenticate", "account_change_password",
                  "account_set_password", "mfa_index", "mfa_activate_totp",
                  "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
                  "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
                  "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate",
                  "mfa_reauthenticate_webauthn"],
    }.items()
    for name in names
}  # fmt: skip
