import copy
import sys
import unittest

from manifest_object import Object
from mutation import Mutant, mutants
from rendering import COMPONENTS, OVERLAYS, render
from schema import schema_faults
from structure import structure_faults

# What may be any text: no rule could tell a good one from another.
FREE = {
    ("Certificate/echo-ca", "spec.commonName"),
    ("Job/echo-client", "spec.template.spec.containers[0].command[4]"),
}


def seen(mutant: Mutant, objects: list[Object]) -> bool:
    if next(structure_faults(objects), None) or next(schema_faults(mutant.of), None):
        return True
    path = mutant.change.partition(" is ")[0].removeprefix(".")
    return (mutant.title, path) in FREE


class MutationTest(unittest.TestCase):
    """Whatever is deleted or changed in a manifest, a check sees it."""

    def test_no_line_can_be_deleted_or_changed_unseen(self) -> None:
        compositions = [(), *((each,) for each in COMPONENTS), COMPONENTS, *OVERLAYS]
        count, survivors = 0, []
        for composition in compositions:
            objects = copy.deepcopy(render(composition))
            for mutant in mutants(objects):
                count += 1
                if not seen(mutant, objects):
                    survivors.append(f"{composition}: {mutant.title}: {mutant.change}")
            self.assertEqual(objects, render(composition), "the objects are as before")
        sys.stderr.write(f"{count} mutants of {len(compositions)} compositions, {len(survivors)} survivors\n")
        self.assertEqual(survivors, [], "\n".join(survivors))
        self.assertGreater(count, 1000)
