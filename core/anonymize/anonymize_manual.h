/* SPDX-License-Identifier: Apache-2.0 */
/* What the manual says of records without addresses. */
#ifndef ANONYMIZE_MANUAL_H
#define ANONYMIZE_MANUAL_H

/* clang-format off */
#define ANONYMIZE_MANUAL_ROWS                                                                     \
    { "ANONYMIZING", "anonymize",                                                                 \
      "Writes the records of a run that is over to another folder, with run.json, for others to " \
      "read. What a field means decides what is done to it (MEANINGS), so records of plugins "    \
      "from elsewhere are covered as well; fields of which nobody says what they mean count as "  \
      "free text, and those that the schema does not have are left out. All records are read "    \
      "twice. Headers and run.json say nothing of where the records come from; run.json has the " \
      "figures of the run that are still true, and what was done. Files of packets, and of "      \
      "records in other formats, are left out, and said. A run that found nothing is one "        \
      "afterwards. What is anonymized already can be so once more, as with a key of your own, "   \
      "and this is said: the addresses are other ones than with one key alone." },                \
    { NULL, "runs of --each",                                                                     \
      "Each run is anonymized by itself, with the same key: find out -name run.json -printf "     \
      "'%h\\n' | while read -r run; do netcap anonymize --key=key --drop-text -o "                \
      "\"public/$(echo $run | sha256sum | cut -c1-8)\" \"$run\"; done. Names of folders are "      \
      "those of captures, which may tell something: hence others." },                             \
    { NULL, "addresses",                                                                          \
      "Replaced by Crypto-PAn (Xu, Fan, Ammar, Moon 2002): two that begin with the same k bits, " \
      "and no more, do so afterwards, so networks stay networks, of which nobody knows which. "   \
      "What everybody would know anyway by its ports and peers is kept: 0.0.0.0/8, 127.0.0.0/8, " \
      "224.0.0.0/23, 239.255.255.250, 255.255.255.255; ::, ::1, ff02::/96 and other scopes. Of "  \
      "169.254.0.0/16, fe80::/64, other groups and solicited nodes (ff02::1:ff00:0/104) the "     \
      "kind is kept and the rest replaced. Addresses of version 4 in ::/96, ::ffff:0:0/96 and "   \
      "64:ff9b::/96 are replaced as such. Prefixes are preserved beside all these, which has a "  \
      "price: how many bits an address shares with one of them is to be seen, as that 192.0.2.1 " \
      "began with 110. No other address stays what it is: where the cipher would leave it, it "   \
      "has its neighbour's last bit. Masks are kept; a network's number is an address." },        \
    { NULL, "link addresses",                                                                     \
      "The last three bytes are permuted, by another permutation for each vendor; one that is "   \
      "given locally has no vendor, and only its two bits for groups and local ones are kept, "   \
      "as with --macs=whole of all. Groups that are numbers of protocols, and broadcast, stay "   \
      "what they are, as they are nobody's; those that hold bits of an address (33:33:ff:...) "   \
      "or of a group that is replaced have others." },                                            \
    { NULL, "names, URLs",                                                                        \
      "With --names=hash each label is a word for itself and all behind it, so names below one "  \
      "domain still are, and each part of a path one for itself and all before it; schemes, "     \
      "ports and what divides a path stay, queries are one word. Without it they are as they "    \
      "were, but for the addresses in them: dotted, with other marks between, which may differ "  \
      "(10-0-0-1, 10.0-0_1), of version 6 also with dashes (2001-db8--1), in hexadecimal "        \
      "(c0-a8-4d-0a, c0a84d0a, with one zero cut a000001), as one number, as %2E and %252E in "   \
      "URLs, and words of ten letters and more there that are base64 of such a text. "            \
      "Names below in-addr.arpa and ip6.arpa, with or without --names=hash, become those of the " \
      "new addresses, also of parts of a network (RFC 2317: 0/25.2.0.192.in-addr.arpa); other "   \
      "labels there that have a digit are hashed. A number of seven digits and more, and six "    \
      "hexadecimal ones with a letter and a digit, which may be the half of a link address, "     \
      "have other digits; three, five and more pairs of such ones are hashed, as is a name that " \
      "is no ASCII. So some words that are no address are replaced as well." },                   \
    { NULL, "what names may still tell",                                                          \
      "Kept names and URLs can hide an address in ways that cannot be told from other words: "    \
      "parts of one (host-17, 1-2.example, the last two bytes of a link's), the half of a "       \
      "link's that is only decimal digits or only letters (123456, facade), in octal, in base32 " \
      "or as bytes in base64, base64 divided by a slash, of version 6 with marks that differ, "   \
      "or compressed or encrypted. And a name may be an address to who can look it up. "          \
      "Where that matters, use --names=hash, which keeps no part of a name, and "            \
      "--drop-text for what is no name." },                                                       \
    { NULL, "made of addresses",                                                                  \
      "UID, ConnectionID and FlowID are keyed hashes, in their form: what was equal is, in all "  \
      "files. Community IDs are those of the new addresses; one that no record tells what it "    \
      "was made of besides is left empty, and counted. Bytes and text that are an id are "        \
      "hashed. Interface ids made of link addresses are no more." },                              \
    { NULL, "left empty",                                                                         \
      "Checksums, keys, digests, random numbers, padding, source routes, and numbers that are a " \
      "part of an address. Free text and payloads (user agents, cookies, whole headers, data of " \
      "answers, values of options) may hold anything: records that have some are refused, with "  \
      "the names of all such fields, unless --drop-text leaves them empty. Options that only "    \
      "hold numbers are kept." },                                                                 \
    { NULL, "kept",                                                                               \
      "Times, sizes, counts, flags, codes, ports, numbers and ids that are numbers (VLANs, "      \
      "tunnels, sequence numbers), fingerprints of software (Ja3, Ja4), words of standards." },   \
    { NULL, "the key",                                                                            \
      "A file of 64 hexadecimal digits, or of 32 bytes as other programs have them for "          \
      "Crypto-PAn; --make-key makes one. 32 printable characters are refused, as they are a "     \
      "passphrase, which can be guessed. Nobody else may read it. With the same key the same "    \
      "address has the same new one in every run; who has the key can undo it, and who lost it "  \
      "cannot. It is written nowhere." },                                                         \
    { NULL, "to look yourself",                                                                   \
      "The two commands with addresses in EXAMPLES show lines of the new records with an "        \
      "address of the old ones, and should show none; the same with a list of names of your own " \
      "and --names=hash. --bytes=text is needed: bytes, as names of hosts often are, are "        \
      "hexadecimal otherwise. An address that is said to be left may be what another one "        \
      "became." },                                                                                \
    { NULL, "what this does not hide",                                                            \
      "It is pseudonyms, not anonymity. Who knows when somebody did what, or saw a part of the "  \
      "same traffic, finds it again by times, sizes and ports, and whoever could send packets "   \
      "into the capture chose some to find. Each address found so tells how others near it "      \
      "begin. Much-used servers are known by how they are used; systems and programs by "         \
      "fingerprints, windows, TTLs, options and clocks; cards by their vendor. Numbers of "       \
      "protocols are those of the capture. Where that matters, leave out types and columns "      \
      "(--include of netcapd, --select of netcap dump), and give the key to nobody. Records of "  \
      "a netcapd that had no such words (below) keep the numbers that are addresses, as the id "  \
      "of a router: have the capture decoded again." },                                           \
    { NULL, "words behind a meaning",                                                             \
      "A .proto may say more of a field, behind its meaning in the brackets: plain (a word of "   \
      "a standard, a fingerprint: says nothing of anybody), plain of WORD... (one of these "      \
      "words, of which a parameter is left out), address (an id that may be one), mask (of a "    \
      "network), /FIELD (begins an address of version 6; FIELD has how many bits), derived "      \
      "(made of addresses), community (a Community ID), part (of an address), and each but "      \
      "plain of with if FIELD A..B, where it is so only if that number beside it is from A to "   \
      "B. A word that nobody knows makes a field one that nobody explains." }
/* clang-format on */

#endif
