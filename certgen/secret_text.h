// Text that nobody may find in memory later: passphrases, private keys.
#ifndef CERTGEN_SECRET_TEXT_H_
#define CERTGEN_SECRET_TEXT_H_

#include <string>

namespace certgen {

// Overwrites all that `text` has room for, and empties it. What it left behind when it grew is
// out of reach: reserve() first.
void Wipe(std::string* text);

// Wiped when it is destroyed, moved from or assigned to. Each copy wipes itself alone.
class SecretText {
 public:
  SecretText() = default;
  // Implicit: a secret may become one anywhere, and none becomes a string without a word.
  SecretText(std::string text);
  SecretText(const SecretText& other);
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText other) noexcept;
  ~SecretText() { Wipe(); }

  // Whoever copies it has to wipe the copy.
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  void Wipe() { certgen::Wipe(&text_); }

  // Not for passphrases that a stranger offers: it takes longer the more is equal.
  friend bool operator==(const SecretText& a, const SecretText& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
};

}  // namespace certgen

#endif  // CERTGEN_SECRET_TEXT_H_
