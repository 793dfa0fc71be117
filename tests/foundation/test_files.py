"""Files of our own, served beside the pages."""

from django.test import Client


def test_files_come_with_the_rules_of_pages(client: Client) -> None:
    answer = client.get("/static/icons.svg")

    answer.close()
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    # Other sites load the frame's script.
    assert "Cross-Origin-Resource-Policy" not in answer
