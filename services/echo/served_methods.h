// The methods that a server has, by the descriptors of its services.
#ifndef SERVICES_ECHO_SERVED_METHODS_H_
#define SERVICES_ECHO_SERVED_METHODS_H_

#include <string>
#include <vector>

namespace echo {

// "/package.Service/Method" of EchoService, health and reflection; `channelz`: of that too.
std::vector<std::string> ServedMethods(bool channelz);

// The one of `methods` that is spelled most like `method`; empty: none is.
std::string NearestMethod(const std::string& method, const std::vector<std::string>& methods);

}  // namespace echo

#endif  // SERVICES_ECHO_SERVED_METHODS_H_
