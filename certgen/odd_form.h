// Fields and extensions of a certificate in a form that OpenSSL takes and other TLS stacks of
// gRPC refuse, each as measured of BoringSSL in grpcio 1.85 and of Go 1.26.
#ifndef CERTGEN_ODD_FORM_H_
#define CERTGEN_ODD_FORM_H_

#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/refusers.h"

namespace certgen {

struct OddForm {
  // A clause such as "its serial number is negative".
  std::string what;
  Refusers refusers;
};

std::vector<OddForm> OddFormsOf(const Certificate& certificate);

}  // namespace certgen

#endif  // CERTGEN_ODD_FORM_H_
