#include "services/echo/echo_reply.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/echo/echo_options.h"
#include "services/echo/metadata_entry.h"

namespace echo {
namespace {

void Set(absl::Duration from, google::protobuf::Duration* to) {
  absl::Duration rest;
  to->set_seconds(absl::IDivDuration(from, absl::Seconds(1), &rest));
  to->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

}  // namespace

EchoReplies::EchoReplies(const ServerFacts* server, MemoryBudget* memory,
                         grpc::CallbackServerContext* context)
    : server_(server), memory_(memory), context_(context), begun_(absl::Now()) {}

EchoReplies::~EchoReplies() { memory_->GiveBack(memory_taken_); }

grpc::Status EchoReplies::TakeMemory(const v1::EchoRequest& request) {
  const v1::EchoOptions& options = request.options();
  const uint64_t payload =
      options.has_response_size() ? options.response_size() : request.payload().size();
  // The reply, and its bytes as they are sent.
  const uint64_t wanted = request.ByteSizeLong() + 2 * (request.message().size() + payload);
  memory_->GiveBack(memory_taken_);
  memory_taken_ = 0;
  if (!memory_->Take(wanted)) {
    return {
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("this call needs ", wanted, " bytes of memory, and all calls together have ",
                     memory_->limit(), " (echo-server --memory-quota); ",
                     wanted > memory_->limit() ? "ask for less" : "call again later")};
  }
  memory_taken_ = wanted;
  return grpc::Status::OK;
}

grpc::Status EchoReplies::Accept(const v1::EchoRequest& request, bool streams_replies) {
  const CallKind kind = {.streams_replies = streams_replies, .first_request = requests_ == 0};
  ++requests_;
  request_bytes_ += request.ByteSizeLong();
  if (request.has_options()) {
    if (grpc::Status s = CheckOptions(request.options(), kind); !s.ok()) return s;
  }
  if (grpc::Status s = TakeMemory(request); !s.ok()) return s;
  for (const v1::MetadataEntry& entry : request.options().metadata()) {
    context_->AddInitialMetadata(entry.key(), ValueOf(entry));
  }
  for (const v1::MetadataEntry& entry : request.options().trailers()) {
    context_->AddTrailingMetadata(entry.key(), ValueOf(entry));
  }
  return grpc::Status::OK;
}

void EchoReplies::Fill(const v1::EchoRequest& request, v1::EchoResponse* response) {
  response->Clear();
  response->set_message(request.message());
  if (request.options().has_response_size()) {
    response->set_payload(std::string(request.options().response_size(), '\0'));
  } else {
    response->set_payload(request.payload());
  }
  response->set_server_name(server_->name);
  if (is_first_reply_) AddFacts(response);
  is_first_reply_ = false;
  Set(absl::Now() - begun_, response->mutable_elapsed());
  response->set_request_count(requests_);
  response->set_request_bytes(request_bytes_);
}

void EchoReplies::AddFacts(v1::EchoResponse* response) const {
  response->set_server_version(server_->version);
  response->set_server_certificate_serial(server_->certificate_serial);
  response->mutable_server_certificate_not_after()->set_seconds(
      absl::ToUnixSeconds(server_->certificate_not_after));
  *response->mutable_request_metadata() = ToEntries(context_->client_metadata());
  response->set_peer(context_->peer());
  const grpc::string_ref authority = context_->ExperimentalGetAuthority();
  response->set_authority(authority.data(), authority.size());
}

}  // namespace echo
