// Standard input, output and error of a program that was started without one of them.
#ifndef CERTGEN_STANDARD_STREAMS_H_
#define CERTGEN_STANDARD_STREAMS_H_

namespace certgen {

// Opens each of descriptors 0, 1 and 2 that was not inherited, so that no file or socket gets its
// number and is taken for it: what is read from it is at its end, and writing to it fails. Call it
// first in main.
void OpenStandardStreams();

}  // namespace certgen

#endif  // CERTGEN_STANDARD_STREAMS_H_
