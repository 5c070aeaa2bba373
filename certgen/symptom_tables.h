// The rows of the table in symptom.h, by stack, and the causes that many of them share.
#ifndef CERTGEN_SYMPTOM_TABLES_H_
#define CERTGEN_SYMPTOM_TABLES_H_

#include <vector>

#include "certgen/symptom.h"

namespace certgen {

std::vector<Symptom> GrpcCppSymptoms();
std::vector<Symptom> GoSymptoms();
std::vector<Symptom> GrpcurlSymptoms();
std::vector<Symptom> PythonSymptoms();
std::vector<Symptom> NodeSymptoms();
std::vector<Symptom> JavaSymptoms();
std::vector<Symptom> OpenSslSymptoms();

using FindingCodes = std::vector<FindingCode>;

// One after the other, each code once.
FindingCodes Together(const std::vector<FindingCodes>& groups);

// A file of a key, certificate or roots in which no PEM text is found.
FindingCodes NoPem();
// Every reason for which a key cannot be loaded with its certificate.
FindingCodes BadKey();
// Every reason for which a certificate cannot be loaded, but weakness.
FindingCodes BadCertificate();
FindingCodes WeakCertificate();
FindingCodes BadRoots();
// The way from a certificate to a root is not found.
FindingCodes NoWayToRoot();
// All for which OpenSSL says "certificate verify failed".
FindingCodes VerificationFailed();
// All for which a client may refuse a server's certificate.
FindingCodes ServerRefused();
// All for which a server may refuse a client's.
FindingCodes ClientRefused();
// The client's certificate was not sent, for reasons in its files.
FindingCodes CertificateLeftOut();

}  // namespace certgen

#endif  // CERTGEN_SYMPTOM_TABLES_H_
