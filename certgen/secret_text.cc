#include "certgen/secret_text.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace certgen {

void Wipe(std::string* text) {
  text->resize(text->capacity());
  OPENSSL_cleanse(text->data(), text->size());
  text->clear();
}

namespace {

// On the heap, however short it is: a string would keep it inside, and moving or swapping strings
// then copies it over the stack.
std::string OnHeap(const std::string& text) {
  std::string copy;
  if (!text.empty()) copy.reserve(std::max(text.size(), 2 * sizeof(std::string)));
  copy.append(text);
  return copy;
}

}  // namespace

SecretText::SecretText(std::string text) : text_(OnHeap(text)) { certgen::Wipe(&text); }

SecretText::SecretText(const SecretText& other) : text_(OnHeap(other.text_)) {}

SecretText::SecretText(SecretText&& other) noexcept : text_(std::move(other.text_)) {
  other.Wipe();
}

SecretText& SecretText::operator=(SecretText other) noexcept {
  text_.swap(other.text_);
  return *this;
}

}  // namespace certgen
