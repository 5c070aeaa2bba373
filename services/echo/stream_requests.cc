#include "services/echo/stream_requests.h"

#include <utility>

#include "services/echo/utf8.h"

namespace echo {

StreamRequests::StreamRequests(v1::EchoOptions options, std::vector<std::string> texts,
                               LineBuffer* lines, bool many_replies)
    : options_(std::move(options)),
      texts_(std::move(texts)),
      lines_(lines),
      many_replies_(many_replies) {}

v1::EchoRequest StreamRequests::ToRequest(const std::string& text) {
  v1::EchoRequest request;
  if (IsUtf8(text)) {
    request.set_message(text);
  } else {
    request.set_payload(text);
  }
  return request;
}

v1::EchoRequest StreamRequests::Fill(v1::EchoRequest request, bool is_last) {
  v1::EchoOptions options = options_;
  if (!is_last) options.clear_status();
  if (options.ByteSizeLong() > 0) *request.mutable_options() = std::move(options);
  options_.clear_metadata();
  options_.clear_trailers();
  return request;
}

std::optional<v1::EchoRequest> StreamRequests::NextText() {
  if (next_ == texts_.size()) return std::nullopt;
  const std::string& text = texts_[next_++];
  return Fill(ToRequest(text), /*is_last=*/next_ == texts_.size());
}

std::optional<v1::EchoRequest> StreamRequests::Next() {
  if (done_) return std::nullopt;
  if (lines_ == nullptr) {
    std::optional<v1::EchoRequest> request = NextText();
    done_ = next_ == texts_.size();
    return request;
  }
  if (const auto line = lines_->Next()) return Fill(ToRequest(*line), /*is_last=*/false);
  if (!lines_->ended()) return std::nullopt;
  done_ = true;
  if (!options_.has_status()) return std::nullopt;
  if (many_replies_) options_.set_repetitions(0);
  return Fill(v1::EchoRequest(), /*is_last=*/true);
}

}  // namespace echo
