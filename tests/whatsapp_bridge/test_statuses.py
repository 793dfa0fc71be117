"""What the provider reports of a message it carried."""

from hub.conversations.models import Delivery, Message
from tests.whatsapp_bridge.samples import body, status, value
from tests.whatsapp_bridge.test_ingest import Send, receive, sample
from whatsapp_bridge import ingest
from whatsapp_bridge.models import Connection, ParkedStatus


def test_ticks_move_forward_whatever_their_order(
    connection: Connection, sent: Send
) -> None:
    delivery = sent()
    Message.objects.filter(pk=delivery.message_id).update(
        external_id="wamid.O1", connection="demo"
    )

    receive(connection, sample("synthetic__batch_statuses_out_of_order"))

    delivery.refresh_from_db()
    assert delivery.status == "read"
    assert ParkedStatus.objects.count() == 0


def test_a_status_before_its_message_waits_for_it(
    connection: Connection, sent: Send
) -> None:
    delivery = sent()
    receive(connection, body(value(statuses=[status("wamid.early", "delivered")])))
    assert ParkedStatus.objects.count() == 1

    Message.objects.filter(pk=delivery.message_id).update(
        external_id="wamid.early", connection="demo"
    )
    ingest.run()

    delivery.refresh_from_db()
    assert delivery.status == "delivered"
    assert ParkedStatus.objects.count() == 0


def test_our_own_mark_tells_which_message_left_after_all(
    connection: Connection, sent: Send
) -> None:
    delivery = sent()
    Delivery.objects.update(status="uncertain")
    mark = str(delivery.public_id)

    receive(
        connection,
        body(value(statuses=[status("wamid.x", "sent", biz_opaque_callback_data=mark)])),
    )

    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_a_failure_tells_the_worker_what_to_do(connection: Connection, sent: Send) -> None:
    delivery = sent()
    mark = str(delivery.public_id)
    failed = status(
        "wamid.x", "failed", biz_opaque_callback_data=mark, errors=[{"code": 131047}]
    )

    receive(connection, body(value(statuses=[failed])))

    delivery.refresh_from_db()
    assert (delivery.status, delivery.error_code) == ("failed", "131047")
    assert "24" in delivery.error_text


def test_an_unknown_status_is_set_aside(connection: Connection) -> None:
    assert (
        receive(connection, sample("synthetic__unknown_status")).label == "unknown_status"
    )
