import copy
import unittest

from manifest_object import Object, pods, title
from rendering import COMPONENTS, compositions, render


def in_order(objects: list[Object]) -> list[Object]:
    """By name, variables and ports too: kustomize keeps them in the order of the patches."""
    result = sorted(copy.deepcopy(objects), key=title)
    for pod in pods(result):
        for container in pod.containers:
            for key in {"env", "ports"} & container.keys():
                container[key].sort(key=lambda each: each["name"])
    return result


class RenderingTest(unittest.TestCase):
    def test_components_may_stand_in_any_order(self) -> None:
        for composition in compositions().values():
            if not isinstance(composition, str):
                self.assertEqual(in_order(render(composition)), in_order(render(composition[::-1])))

    def test_each_component_changes_something(self) -> None:
        for each in COMPONENTS:
            self.assertNotEqual(render((each,)), render(()))

    def test_quickstart_is_the_base(self) -> None:
        self.assertEqual(render("quickstart"), render(()))

    def test_production_is_the_base_with_two_components_and_three_pods(self) -> None:
        composed = {title(each) for each in render(("cert-manager", "network-policy"))}
        self.assertEqual({title(each) for each in render("production")}, composed)
