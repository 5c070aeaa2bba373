// The gRPC implementations, and OpenSSL beneath some, whose words are known here, and the versions
// they were taken from.
#ifndef CERTGEN_STACK_H_
#define CERTGEN_STACK_H_

#include <vector>

namespace certgen {

enum class Stack { kGrpcCpp, kGo, kGrpcurl, kPython, kNode, kJava, kOpenSsl };

struct StackKind {
  Stack stack;
  const char* name;
  const char* versions;
  // What makes it say more; empty: nothing does.
  const char* verbose_switch;
  // Sentences: what it says and keeps silent of, whatever the fault.
  const char* note;
};

// One of each, in the order of the enumeration.
const std::vector<StackKind>& StackKinds();
const StackKind& KindOf(Stack stack);

}  // namespace certgen

#endif  // CERTGEN_STACK_H_
