import uuid
from datetime import UTC, datetime

from hub.records.packaging import Client, Content, Line, Organisation, Professional

AT = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)
HOSTILE = (
    '#import "@preview/x:1.0.0": * $ x^2 $ = Heading *b* `c` <label> @ref \\ #panic("x") // c /* d */ #read("/etc/passwd")',
    "مرحبا كيف حالك؟ شكرا",
    "😀 👨‍👩‍👧 🇫🇮 ❤️ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "中文 ትግርኛ \x07\x1b[31m\x7f\u202e evil \u0085",
    "a" * 5000,
    "שלום ไทย বাংলা Привіт Ґ",
    "e\u0301 \u0300\u0301\u0302 ﷽ \u200b\ufeff\u2028 \U0010ffff \ud7ff ⁧ x",
    "",
    "\n\n\n",
)


def content(*texts: str) -> Content:
    lines = tuple(
        Line(
            id=seq,
            seq=seq,
            sent_at=AT,
            received_at=AT,
            role="worker" if seq % 2 else "client",
            display="Sosiaaliohjaaja Matti" if seq % 2 else "Asiakas",
            text=text,
        )
        for seq, text in enumerate(texts, 1)
    )
    return Content(
        organisation=Organisation(
            "Siun sote", "Sosiaalitoimi", "3221317-4", "kirjaamo@example.org"
        ),
        conversation=uuid.UUID("5b1f0a8e-0000-4000-8000-000000000001"),
        version=1,
        serial=7,
        channel="chat",
        language="fi",
        started_at=AT,
        ended_at=AT,
        created_at=AT,
        created_by="Sosiaaliohjaaja Matti",
        client=Client(municipality="167"),
        professionals=(Professional("Sosiaaliohjaaja", "Matti Meikäläinen"),),
        lines=lines,
    )
