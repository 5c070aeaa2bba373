#include "services/echo/metadata_entry.h"

#include <grpc/grpc.h>
#include <grpc/slice.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace echo {
namespace {

// RFC 9113 section 8.2.2 takes the first five from everybody; the rest are what gRPC (its protocol,
// and its C core's load balancing and tracing) reads and writes by itself.
constexpr std::array<std::string_view, 15> kReserved = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
    "content-type",
    "te",
    "host",
    "user-agent",
    "content-length",
    "lb-token",
    "lb-cost-bin",
    "x-envoy-peer-metadata",
    "endpoint-load-metrics-bin",
    "grpclb_client_stats",
};

// For a test of legality: the slice borrows the text.
grpc_slice Borrow(const std::string& text) {
  return grpc_slice_from_static_buffer(text.data(), text.size());
}

bool IsPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

absl::Status Refuse(const v1::MetadataEntry& entry, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("key '", certgen::OneLine(entry.key()), "' ",
                                                 absl::string_view(why.data(), why.size())));
}

}  // namespace

const std::string& ValueOf(const v1::MetadataEntry& entry) {
  return entry.has_binary() ? entry.binary() : entry.text();
}

absl::Status CheckMetadataEntry(const v1::MetadataEntry& entry) {
  const std::string& key = entry.key();
  if (key.empty()) return absl::InvalidArgumentError("an entry has no key");
  if (absl::StartsWith(key, ":")) return Refuse(entry, "is HTTP's own");
  if (std::any_of(key.begin(), key.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return Refuse(entry, "has upper-case letters; HTTP/2 takes lower case alone");
  }
  if (grpc_header_key_is_legal(Borrow(key)) == 0) {
    return Refuse(entry, "has characters other than a-z, 0-9, '-', '_' and '.'");
  }
  if (absl::StartsWith(key, "grpc-")) return Refuse(entry, "is gRPC's own");
  if (std::find(kReserved.begin(), kReserved.end(), key) != kReserved.end()) {
    return Refuse(entry, "belongs to HTTP or gRPC, not to the caller");
  }
  const bool is_binary = grpc_is_binary_header(Borrow(key)) != 0;
  if (is_binary && entry.has_text()) {
    return Refuse(entry, "ends in -bin: its value is bytes, not text");
  }
  if (!is_binary && entry.has_binary()) {
    return Refuse(entry, "does not end in -bin: its value is text, not bytes");
  }
  if (is_binary) return absl::OkStatus();
  const std::string& text = entry.text();
  if (!IsPrintableAscii(text) || grpc_header_nonbin_value_is_legal(Borrow(text)) == 0) {
    return Refuse(entry, "has a value that is not printable ASCII; use a key that ends in -bin");
  }
  // HTTP takes them off on the way.
  if (absl::StartsWith(text, " ") || absl::EndsWith(text, " ")) {
    return Refuse(entry, "has a value with a space at an end, which would get lost");
  }
  return absl::OkStatus();
}

absl::Status CheckMetadata(const MetadataEntries& entries) {
  if (entries.size() > kMaxMetadataEntries) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", entries.size(), " entries; the limit is ", kMaxMetadataEntries));
  }
  size_t bytes = 0;
  for (const v1::MetadataEntry& entry : entries) {
    if (absl::Status s = CheckMetadataEntry(entry); !s.ok()) return s;
    bytes += entry.key().size() + ValueOf(entry).size();
  }
  if (bytes > kMaxMetadataBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("keys and values are ", bytes, " bytes; the limit is ", kMaxMetadataBytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::MetadataEntry> ParseMetadataEntry(const std::string& flag,
                                                     const std::string& text) {
  const auto refuse = [&](const absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat(flag, " '", certgen::OneLine(text), "': ", why));
  };
  const size_t equals = text.find('=');
  if (equals == std::string::npos) return refuse("give KEY=VALUE");
  v1::MetadataEntry entry;
  entry.set_key(text.substr(0, equals));
  const std::string value = text.substr(equals + 1);
  if (absl::EndsWith(entry.key(), "-bin")) {
    if (!absl::Base64Unescape(value, entry.mutable_binary())) {
      return refuse("the value of a key in -bin is base64, such as AAH/");
    }
  } else if (IsPrintableAscii(value)) {
    entry.set_text(value);
  } else {
    // No protobuf string perhaps.
    return refuse("the value is not printable ASCII; use a key that ends in -bin, and base64");
  }
  if (absl::Status s = CheckMetadataEntry(entry); !s.ok()) {
    return refuse(absl::string_view(s.message()));
  }
  return entry;
}

MetadataEntries ToEntries(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  MetadataEntries entries;
  for (const auto& [key, value] : metadata) {
    v1::MetadataEntry* const entry = entries.Add();
    entry->set_key(key.data(), key.size());
    const std::string_view bytes(value.data(), value.size());
    if (!absl::EndsWith(entry->key(), "-bin") && IsPrintableAscii(bytes)) {
      entry->set_text(bytes.data(), bytes.size());
    } else {
      entry->set_binary(bytes.data(), bytes.size());
    }
  }
  return entries;
}

}  // namespace echo
