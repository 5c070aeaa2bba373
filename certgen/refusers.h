// The TLS stacks of gRPC that refuse what OpenSSL takes.
#ifndef CERTGEN_REFUSERS_H_
#define CERTGEN_REFUSERS_H_

namespace certgen {

enum class Refusers { kNobody, kBoringSsl, kGo, kBoringSslAndGo };

// For a person, with what the stack comes with: "BoringSSL (gRPC for Python, Ruby, C#)"; empty
// for nobody.
constexpr const char* RefusersText(Refusers refusers) {
  switch (refusers) {
    case Refusers::kBoringSsl:
      return "BoringSSL (gRPC for Python, Ruby, C#)";
    case Refusers::kGo:
      return "Go (grpcurl)";
    case Refusers::kBoringSslAndGo:
      return "BoringSSL (gRPC for Python, Ruby, C#) or Go (grpcurl)";
    case Refusers::kNobody:
      break;
  }
  return "";
}

}  // namespace certgen

#endif  // CERTGEN_REFUSERS_H_
