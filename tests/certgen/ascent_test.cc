#include "certgen/ascent.h"

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

class AscentTest : public ::testing::Test {
 protected:
  const OddCertificate root_{OddRoot()};
  const OddCertificate middle_{OddCa("middle"), root_};
  const OddCertificate leaf_{OddLeaf(), middle_};
};

TEST_F(AscentTest, GoesThroughTheChainToTheRootThatIssuedItsTop) {
  const std::vector<Certificate> roots = {OddCertificate(OddCa("other")).get(), root_.get()};
  const Ascent ascent = Climb({leaf_.get(), middle_.get()}, roots);
  EXPECT_THAT(ascent.path, ElementsAre(leaf_.get(), middle_.get()));
  EXPECT_EQ(ascent.root, &roots[1]);
  EXPECT_EQ(ascent.top(), middle_.get());
  EXPECT_TRUE(ascent.passes(middle_.get()));
  EXPECT_FALSE(ascent.passes(root_.get()));
}

TEST_F(AscentTest, StopsAtTheFirstRootEvenIfThatIsAnIntermediate) {
  const std::vector<Certificate> roots = {root_.get(), middle_.get()};
  EXPECT_EQ(Climb({leaf_.get()}, roots).root, &roots[1]);
  const std::vector<Certificate> leaf_as_root = {leaf_.get()};
  EXPECT_EQ(Climb({leaf_.get()}, leaf_as_root).root, &leaf_as_root[0]);
}

TEST_F(AscentTest, WhatStandsAboveTheRootIsBeyond) {
  const OddCertificate old(OddCa("old"));
  const OddCertificate cross(OddCa("odd root"), old,
                             EvpPkeyPtr(X509_get_pubkey(root_.get().get())));
  const std::vector<Certificate> roots = {root_.get()};
  const Ascent ascent = Climb({leaf_.get(), middle_.get(), cross.get(), old.get()}, roots);
  EXPECT_EQ(ascent.root, &roots[0]);
  EXPECT_THAT(ascent.path, ElementsAre(leaf_.get(), middle_.get()));
  EXPECT_THAT(ascent.beyond, ElementsAre(cross.get(), old.get()));
}

TEST_F(AscentTest, TheRootItselfIsPartOfTheWay) {
  const std::vector<Certificate> roots = {root_.get()};
  const Ascent ascent = Climb({leaf_.get(), middle_.get(), root_.get()}, roots);
  EXPECT_THAT(ascent.path, ElementsAre(leaf_.get(), middle_.get(), root_.get()));
  EXPECT_THAT(ascent.beyond, IsEmpty());
}

TEST_F(AscentTest, WithoutTheIntermediateItLeadsNowhere) {
  const std::vector<Certificate> roots = {root_.get()};
  const Ascent ascent = Climb({leaf_.get()}, roots);
  EXPECT_EQ(ascent.root, nullptr);
  EXPECT_THAT(ascent.path, ElementsAre(leaf_.get()));
}

TEST_F(AscentTest, OfNothingIsNothing) {
  const std::vector<Certificate> roots = {root_.get()};
  const Ascent ascent = Climb({}, roots);
  EXPECT_THAT(ascent.path, IsEmpty());
  EXPECT_EQ(ascent.root, nullptr);
}

}  // namespace
}  // namespace certgen
