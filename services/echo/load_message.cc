#include "services/echo/load_message.h"

#include <echo/v1/echo.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

namespace echo {
namespace {

using google::protobuf::internal::WireFormatLite;

std::string MethodOf(LoadKind kind) {
  const std::string service = "/echo.v1.EchoService/";
  switch (kind) {
    case LoadKind::kServer:
      return service + "ServerStreamingEcho";
    case LoadKind::kClient:
      return service + "ClientStreamingEcho";
    case LoadKind::kBidi:
      return service + "BidirectionalStreamingEcho";
    case LoadKind::kUnary:
      break;
  }
  return service + "Echo";
}

grpc::ByteBuffer Encode(const v1::EchoRequest& request) {
  const grpc::Slice slice(request.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

LoadMessage::LoadMessage(const LoadOptions& options)
    : method(MethodOf(options.kind)),
      is_stream(options.kind != LoadKind::kUnary),
      payload_size(options.payload_size) {
  const bool many_requests = options.kind == LoadKind::kClient || options.kind == LoadKind::kBidi;
  const bool many_replies = options.kind == LoadKind::kServer || options.kind == LoadKind::kBidi;
  requests = many_requests ? options.messages : 1;
  replies = many_replies ? options.messages : 1;
  v1::EchoRequest message;
  message.set_payload(std::string(options.payload_size, '0'));
  if (options.kind == LoadKind::kServer) {
    message.mutable_options()->set_repetitions(static_cast<uint32_t>(options.messages));
  }
  request = Encode(message);
}

std::optional<size_t> PayloadSizeOf(grpc::ByteBuffer* response) {
  if (!response->Valid()) return std::nullopt;
  grpc::ProtoBufferReader reader(response);
  google::protobuf::io::CodedInputStream input(&reader);
  // Encoders write fields in the order of their numbers.
  while (const uint32_t tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field > v1::EchoResponse::kPayloadFieldNumber) return 0;
    if (field == v1::EchoResponse::kPayloadFieldNumber) {
      uint32_t size = 0;
      if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED ||
          !input.ReadVarint32(&size) || size > response->Length()) {
        return std::nullopt;
      }
      return size;
    }
    if (!WireFormatLite::SkipField(&input, tag)) return std::nullopt;
  }
  return input.ConsumedEntireMessage() ? std::optional<size_t>(0) : std::nullopt;
}

}  // namespace echo
