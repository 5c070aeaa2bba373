# The SBOM of the image, in SPDX 2.3 (spdx.github.io/spdx-spec/v2.3): its packages as
# dpkg-query names them, and the programs by their digests. Input by --rawfile and
# --arg, see build.sh; the same input gives the same document.

def lines: split("\n") | map(select(. != ""));
def id: gsub("[^A-Za-z0-9.-]"; "-");
def uri: gsub("\\+"; "%2B") | gsub(":"; "%3A");

($base | lines | map({(.): true}) | add) as $in_base
| ($packages | lines | map(split("\t")
    | {name: .[0], version: .[1], arch: .[2], maintainer: .[3], source: .[4], source_version: .[5]})) as $debian
| ($sha256 | lines | map(split("  ") | {digest: .[0], path: .[1]})) as $programs
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "tls-echo-\($version)",
    # Unique to its content, as the specification wants it, and nothing to be fetched.
    documentNamespace: "urn:tls-echo:sbom:\($version):\($revision):\($programs | map(.digest[:16]) | join("-"))",
    creationInfo: {created: $created, creators: ["Tool: tls-echo-image-\($version)"]},
    documentDescribes: ["SPDXRef-Image"],
    packages: ([
      {
        SPDXID: "SPDXRef-Image",
        name: "tls-echo",
        versionInfo: $version,
        primaryPackagePurpose: "CONTAINER",
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "Apache-2.0",
        licenseDeclared: "Apache-2.0",
        copyrightText: "NOASSERTION",
        externalRefs: [{
          referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
          referenceLocator: "pkg:oci/tls-echo?tag=\($version)"
        }]
      }
    ] + ($programs | map({
        SPDXID: "SPDXRef-Program-\(.path | split("/") | last | id)",
        name: (.path | split("/") | last),
        versionInfo: $version,
        packageFileName: .path,
        primaryPackagePurpose: "APPLICATION",
        checksums: [{algorithm: "SHA256", checksumValue: .digest}],
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "Apache-2.0",
        licenseDeclared: "Apache-2.0",
        copyrightText: "NOASSERTION"
      })) + ($debian | map({
        SPDXID: "SPDXRef-deb-\(.name | id)",
        name: .name,
        versionInfo: .version,
        primaryPackagePurpose: "LIBRARY",
        supplier: (.maintainer | gsub("[<]"; "(") | gsub("[>]"; ")") | "Organization: \(.)"),
        sourceInfo: "built from \(.source) \(.source_version)\(if $in_base[.name] then "; of the base image" else "" end)",
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        # The texts are in the image: /usr/share/doc/NAME/copyright.
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "NOASSERTION",
        copyrightText: "NOASSERTION",
        externalRefs: [{
          referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
          referenceLocator: "pkg:deb/debian/\(.name | uri)@\(.version | uri)?arch=\(.arch)&distro=debian-12"
        }]
      }))),
    relationships: (
      [{spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-Image"}]
      + ($debian | map({spdxElementId: "SPDXRef-Image", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-deb-\(.name | id)"}))
      + ($programs | map({spdxElementId: "SPDXRef-Image", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-Program-\(.path | split("/") | last | id)"}))
    )
  }
