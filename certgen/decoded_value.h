// A decoded structure as a tree of plain values, for whoever shows it as text or JSON.
#ifndef CERTGEN_DECODED_VALUE_H_
#define CERTGEN_DECODED_VALUE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace certgen {

struct DecodedField;

struct DecodedValue {
  using List = std::vector<DecodedValue>;
  // In the order in which they are shown.
  using Fields = std::vector<DecodedField>;

  // monostate: an optional part that is not there.
  std::variant<std::monostate, bool, int64_t, std::string, List, Fields> value;
};

struct DecodedField {
  std::string name;
  DecodedValue value;
};

// In one line: "ca, path length 1", "URI:http://a.test/x, URI:…". What is false, empty
// or not there is left out.
std::string ToString(const DecodedValue& value);

}  // namespace certgen

#endif  // CERTGEN_DECODED_VALUE_H_
