"""An import contract: from outside, only the doors of a room are reachable. What is not a door is private."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    type_name = "doors"

    rooms = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    # Wiring, where startproject puts it, may enter anywhere.
    wiring = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        rooms: Any = self.rooms
        faults = [
            f"{importer} imports {imported}"
            for imported in sorted(graph.modules)
            if (room := self.room_of(imported)) and self.is_private(imported, room)
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if self.room_of(importer) != room and importer not in self.names("wiring")
        ]
        missing = [
            f"there is no room {room}" for room in rooms if room not in graph.modules
        ]
        return ContractCheck(
            kept=not (faults or missing), metadata={"faults": faults + missing}
        )

    def names(self, field: str) -> list[str]:
        return list(getattr(self, field))

    def room_of(self, module: str) -> str | None:
        rooms = self.names("rooms")
        return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), None)

    def is_private(self, module: str, room: str) -> bool:
        word = module.removeprefix(room).removeprefix(".").partition(".")[0]
        return bool(word) and word not in self.names("doors")

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(fault)
        output.print(f"Doors are: {', '.join(self.names('doors'))}.")
