#include "certgen/path_candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

// The CA again, in a certificate from `issuer`.
OddCertificate Again(const OddCertificate& ca, const std::string& name,
                     const OddCertificate& issuer) {
  EVP_PKEY_up_ref(ca.key());
  return {OddCa(name), issuer, EvpPkeyPtr(ca.key())};
}

TEST(PathCandidatesTest, TheShortestComesFirst) {
  const OddCertificate root(OddRoot());
  const OddCertificate middle(OddCa("middle"), root);
  const OddCertificate detour(OddCa("detour"), root);
  const OddCertificate longer = Again(middle, "middle", detour);
  const OddCertificate leaf(OddLeaf(), middle);
  EXPECT_THAT(PathCandidates(leaf.get(), {longer.get(), detour.get(), middle.get()}, {root.get()}),
              ElementsAre(ElementsAre(leaf.get(), middle.get(), root.get()),
                          ElementsAre(leaf.get(), longer.get(), detour.get(), root.get())));
}

TEST(PathCandidatesTest, EveryTrustedCertificateEndsAChain) {
  const OddCertificate root(OddRoot());
  const OddCertificate middle(OddCa("middle"), root);
  const OddCertificate leaf(OddLeaf(), middle);
  EXPECT_THAT(PathCandidates(leaf.get(), {}, {middle.get()}),
              ElementsAre(ElementsAre(leaf.get(), middle.get())));
  EXPECT_THAT(PathCandidates(leaf.get(), {}, {leaf.get()}), ElementsAre(ElementsAre(leaf.get())));
  EXPECT_THAT(PathCandidates(root.get(), {}, {root.get()}), ElementsAre(ElementsAre(root.get())));
}

TEST(PathCandidatesTest, WhatLeadsNowhereIsNoChain) {
  const OddCertificate leaf(OddLeaf(), OddCertificate(OddRoot()));
  EXPECT_THAT(PathCandidates(leaf.get(), {}, {OddCertificate(OddCa("other")).get()}), IsEmpty());
  EXPECT_THAT(PathCandidates(leaf.get(), {}, {}), IsEmpty());
  // The name alone will not do where there are key identifiers.
  EXPECT_THAT(PathCandidates(leaf.get(), {}, {OddCertificate(OddRoot()).get()}), IsEmpty());
}

// Each of them issued by each other: as many chains as there are orders.
TEST(PathCandidatesTest, ATangleOfCasHasAnEnd) {
  const OddCertificate root(OddRoot());
  const OddCertificate first(OddCa("0"), root);
  std::vector<OddCertificate> cas = {first};
  for (int i = 1; i < 12; ++i) cas.emplace_back(OddCa(std::to_string(i)), root);
  std::vector<Certificate> tangle;
  for (size_t i = 0; i < cas.size(); ++i) {
    for (size_t j = 0; j < cas.size(); ++j) {
      if (i != j) tangle.push_back(Again(cas[i], std::to_string(i), cas[j]).get());
    }
  }
  tangle.push_back(first.get());
  const OddCertificate leaf(OddLeaf(), cas.back());
  const auto paths = PathCandidates(leaf.get(), tangle, {root.get()});
  EXPECT_THAT(paths, SizeIs(Le(64u)));
  ASSERT_FALSE(paths.empty());
  EXPECT_THAT(paths.front(), SizeIs(4));
}

}  // namespace
}  // namespace certgen
