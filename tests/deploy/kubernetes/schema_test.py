import copy
import unittest

from manifest_object import Object, of_kind
from rendering import COMPONENTS, compositions, render
from schema import schema_faults


class SchemaTest(unittest.TestCase):
    def test_every_composition_renders_and_knows_no_field_that_kubernetes_does_not(self) -> None:
        for name, composition in compositions().items():
            for each in render(composition):
                with self.subTest(composition=name):
                    self.assertEqual(list(schema_faults(each)), [])

    def refuse(self, changed: Object, words: str) -> None:
        found = list(schema_faults(changed))
        self.assertTrue(found)
        for each in found:
            self.assertIn(words, each)

    def copied(self, kind: str) -> Object:
        return copy.deepcopy(of_kind(render(COMPONENTS), kind)[0])

    def test_a_misspelt_field_is_refused_at_any_depth(self) -> None:
        deployment = self.copied("Deployment")
        deployment["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
        self.refuse(deployment, "livenesProbe")
        certificate = self.copied("Certificate")
        certificate["spec"]["privateKey"]["rotatePolicy"] = "Always"
        self.refuse(certificate, "rotatePolicy")
        certificate = self.copied("Certificate")
        certificate["specs"] = {}
        self.refuse(certificate, "specs")

    def test_a_wrong_type_or_word_is_refused(self) -> None:
        service = self.copied("Service")
        service["spec"]["ports"][0]["port"] = "50051"
        self.refuse(service, "50051")
        certificate = self.copied("Certificate")
        certificate["spec"]["privateKey"]["algorithm"] = "EC"
        self.refuse(certificate, "EC")

    def test_what_has_no_schema_is_refused(self) -> None:
        deployment = self.copied("Deployment")
        deployment["apiVersion"] = "apps/v1beta1"
        self.refuse(deployment, "has no apps/v1beta1 Deployment")
        certificate = self.copied("Certificate")
        certificate["apiVersion"] = "cert-manager.io/v1alpha2"
        self.refuse(certificate, "has no cert-manager.io/v1alpha2 Certificate")
