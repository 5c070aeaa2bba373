// Metadata that somebody asks to be sent: an entry of a request's options, or a flag of the
// client. Nothing goes to gRPC unless it has passed here: gRPC ends the process for an illegal
// key (1.51), and what it keeps for itself would change the call.
#ifndef SERVICES_ECHO_METADATA_ENTRY_H_
#define SERVICES_ECHO_METADATA_ENTRY_H_

#include <echo/v1/echo.pb.h>
#include <grpcpp/support/string_ref.h>

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace echo {

using MetadataEntries = google::protobuf::RepeatedPtrField<v1::MetadataEntry>;

// Of each direction. gRPC's peers take 8 KiB, what they add themselves included.
inline constexpr int kMaxMetadataEntries = 32;
inline constexpr size_t kMaxMetadataBytes = 4096;

// The value as it travels.
const std::string& ValueOf(const v1::MetadataEntry& entry);

// Whether gRPC may be given `entry`. kInvalidArgument names key and fault:
// "key 'grpc-status' is gRPC's own".
absl::Status CheckMetadataEntry(const v1::MetadataEntry& entry);

// Each of them, their number, and their size.
absl::Status CheckMetadata(const MetadataEntries& entries);

// "KEY=VALUE", the value of `flag`; that of a key in "-bin" is base64 (RFC 4648 section 4, padding
// or none). kInvalidArgument says what is wrong.
absl::StatusOr<v1::MetadataEntry> ParseMetadataEntry(const std::string& flag,
                                                     const std::string& text);

// Metadata that came.
MetadataEntries ToEntries(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace echo

#endif  // SERVICES_ECHO_METADATA_ENTRY_H_
