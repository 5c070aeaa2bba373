// What OpenSSL's numbers for a failed handshake mean to a server, and what to say of it.
#ifndef SERVICES_TLS_ALERT_CODE_H_
#define SERVICES_TLS_ALERT_CODE_H_

#include "certgen/finding_code.h"

namespace tls {

// Of an alert that the server made (SSL_AD_…) and the SSL_R_… behind it, 0 if unknown. Not for
// a certificate that failed verification.
certgen::FindingCode CodeOfAlert(int alert, int reason);

// Of an alert that the client sent.
certgen::FindingCode CodeOfClientAlert(int alert);

// Of an X509_V_…, where the certificate itself is not to be had; kHandshakeFailed for most.
certgen::FindingCode CodeOfVerifyResult(long result);

// One sentence without a full stop; null or "" for codes that CodeOfAlert does not give.
const char* CauseOf(certgen::FindingCode code);
const char* CureOf(certgen::FindingCode code);

}  // namespace tls

#endif  // SERVICES_TLS_ALERT_CODE_H_
