/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "tlscertificate.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ED25519 "3005 0603 2b6570"
#define NAME_A "300c310a3008 0603550403 0c0161"
#define NAME_B "300c310a3008 0603550403 0c0162"
#define TIMES "301e 170d 3730303130313030303030305a 170d 3439313233313233353935395a"
#define KEY "302a" ED25519 "0321 00" ZEROS
#define SOUND                                                                                      \
    "30 8184 30 77 a003020102 02017b" ED25519 NAME_A TIMES NAME_B KEY ED25519 "0302 00aa"

/* Room for a text, good for some dozens of calls. */
static char *
room(void)
{
    enum { TEXT = 4 * INPUT_MAX, TEXTS = 64 };
    static char *texts;
    static size_t turn;

    if (!texts)
        texts = malloc(TEXT * TEXTS);
    return texts + TEXT * (turn++ % TEXTS);
}

/* An element around others, all in hexadecimal. */
static const char *
element(const char *identifier, const char *content)
{
    char *text = room();
    uint8_t bytes[INPUT_MAX];

    sprintf(text, "%s 82%04zx %s", identifier, from_hex(content, bytes, sizeof bytes), content);
    return text;
}

static const char *
join(const char *first, const char *second)
{
    char *text = room();

    sprintf(text, "%s %s", first, second);
    return text;
}

/* A certificate with these parts, in hexadecimal. */
static const char *
made_of(const char *issuer, const char *times, const char *key, const char *extensions)
{
    const char *signed_part = join("a003020102 02017b" ED25519, issuer);

    signed_part = join(join(join(signed_part, times), NAME_B), join(key, extensions));
    return element("30", join(element("30", signed_part), ED25519 "0302 00aa"));
}

static Types__TLSCertificate *
issued_by(const char *parts)
{
    return decoded(made_of(element("30", parts), TIMES, KEY, ""));
}

static Types__TLSCertificate *
with_key(const char *key)
{
    return decoded(made_of(NAME_A, TIMES, element("30", key), ""));
}

static const char *
extension(const char *oid, const char *value)
{
    return element("30", join(element("06", oid), element("04", value)));
}

static const char *
extended(const char *list)
{
    return made_of(NAME_A, TIMES, KEY, element("a3", element("30", list)));
}

/* The digests are those of coreutils. */
static void
a_certificate_has_names_times_and_digests(void)
{
    Types__TLSCertificate *one = decoded(SOUND);

    CU_ASSERT_EQUAL(one->version, 3);
    CU_ASSERT_EQUAL(one->size, 135);
    CU_ASSERT_STRING_EQUAL(one->serialnumber, "7b");
    CU_ASSERT_STRING_EQUAL(one->issuer, "CN=a");
    CU_ASSERT_STRING_EQUAL(one->subject, "CN=b");
    CU_ASSERT_STRING_EQUAL(one->notbefore, "0.000000");
    CU_ASSERT_STRING_EQUAL(one->notafter, "2524607999.000000");
    CU_ASSERT_STRING_EQUAL(one->signaturealgorithm, "1.3.101.112");
    CU_ASSERT_STRING_EQUAL(one->keyalgorithm, "1.3.101.112");
    CU_ASSERT_EQUAL(one->keybits, 256);
    CU_ASSERT_STRING_EQUAL(one->sha1, "3da3d709613aab8fb14faf1c53fe7e6a7d6dc4d9");
    CU_ASSERT_STRING_EQUAL(one->sha256,
                           "ddfd16d2e01d4f9157dd92de81354b18ae159964484032d4dd6a85767e5dc28a");
    CU_ASSERT(one->position == 0 && !one->selfissued && !one->isca);
}

static void
without_a_version_it_is_the_first(void)
{
    Types__TLSCertificate *one =
        decoded("30 7f 30 72 02017b" ED25519 NAME_A TIMES NAME_B KEY ED25519 "0302 00aa");

    CU_ASSERT_EQUAL(one->version, 1);
}

static void
equal_names_are_self_issued(void)
{
    Types__TLSCertificate *one = decoded(made_of(NAME_B, TIMES, KEY, ""));

    CU_ASSERT(one->selfissued);
}

/* RFC 4514 section 4: the last part first; a plus within one; what is special with a backslash. */
static void
names_are_as_rfc4514_writes_them(void)
{
    CU_ASSERT_STRING_EQUAL(issued_by("310b3009 0603550406 1302 5553"
                                     "310a3008 060355040a 0c01 61")->issuer, "O=a,C=US");
    CU_ASSERT_STRING_EQUAL(issued_by("3114 3008 0603550403 0c0161 3008 060355040b 0c0162")->issuer,
                           "CN=a+OU=b");
    CU_ASSERT_STRING_EQUAL(issued_by("3110300e 0603550403 0c07 2361 2c2b5c 2220")->issuer,
                           "CN=\\#a\\,\\+\\\\\\\"\\ ");
    CU_ASSERT_STRING_EQUAL(issued_by("310a3008 0603550411 130131")->issuer, "2.5.4.17=#130131");
    CU_ASSERT_STRING_EQUAL(issued_by("310d300b 0603550403 1e04 00e420ac")->issuer,
                           "CN=\u00e4\u20ac");
    CU_ASSERT_STRING_EQUAL(issued_by("")->issuer, "");
}

static void
names_that_are_none_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(made_of("300c300a3008 0603550403 0c0161", TIMES, KEY, "")),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(made_of("30023100", TIMES, KEY, "")),
                           "part of a name without any");
    CU_ASSERT_STRING_EQUAL(refusal(made_of("300931073005 0603550403", TIMES, KEY, "")),
                           "name without a value");
    CU_ASSERT_STRING_EQUAL(refusal(made_of("300b310930070602 55840c0161", TIMES, KEY, "")),
                           "name of no kind");
}

static void
validity_that_is_no_time_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(made_of(NAME_A, "300f 170d 3730303130313030303030305a", KEY,
                                           "")), "validity without two times");
    CU_ASSERT_STRING_EQUAL(refusal(made_of(NAME_A, "301e 170d 3730313330313030303030305a"
                                           "170d 3439313233313233353935395a", KEY, "")),
                           "validity that is no time");
    CU_ASSERT_STRING_EQUAL(refusal(made_of(NAME_A, "301e 160d 3730303130313030303030305a"
                                           "170d 3439313233313233353935395a", KEY, "")),
                           "validity that is no time");
}

static void
the_size_of_an_rsa_key_is_that_of_its_modulus(void)
{
    CU_ASSERT_EQUAL(with_key("300d 0609 2a864886f70d010101 0500 030c 00 3009 0202 0080 0203 010001")
                        ->keybits, 8);
    CU_ASSERT_EQUAL(with_key("300d 0609 2a864886f70d010101 0500 030b 00 3008 0201 1f 0203 010001")
                        ->keybits, 5);
}

static void
the_size_of_an_elliptic_key_is_that_of_its_curve(void)
{
    Types__TLSCertificate *one =
        with_key("3013 0607 2a8648ce3d0201 0608 2a8648ce3d030107 0303 00 0401");

    CU_ASSERT_STRING_EQUAL(one->keyalgorithm, "1.2.840.10045.2.1");
    CU_ASSERT_STRING_EQUAL(one->keycurve, "1.2.840.10045.3.1.7");
    CU_ASSERT_EQUAL(one->keybits, 256);
    one = with_key("3010 0607 2a8648ce3d0201 0605 2b81040023 0303 00 0401");
    CU_ASSERT_EQUAL(one->keybits, 521);
}

static void
the_size_of_an_unknown_key_is_not_known(void)
{
    CU_ASSERT_EQUAL(with_key("3005 0603 2b6571 0303 00 0401")->keybits, 456);
    CU_ASSERT_EQUAL(with_key("3005 0603 2b657f 0303 00 0401")->keybits, 0);
}

static void
other_names_are_told_by_their_kind(void)
{
    Types__TLSCertificate *one = decoded(extended(
        extension("551d11", element("30", "8201 61 8202 6262 8704 0a000001"
                                          "8103 614062 8604 78 3a2f2f"
                                          "8710 20010db8000000000000000000000001 8803 2a0304"
                                          "8705 0a00000100"))));

    CU_ASSERT_EQUAL_FATAL(one->n_dnsnames, 2);
    CU_ASSERT_STRING_EQUAL(one->dnsnames[1], "bb");
    CU_ASSERT_EQUAL_FATAL(one->n_ipaddresses, 2);
    CU_ASSERT_STRING_EQUAL(one->ipaddresses[0], "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(one->ipaddresses[1], "2001:db8::1");
    CU_ASSERT_EQUAL_FATAL(one->n_emailaddresses, 1);
    CU_ASSERT_STRING_EQUAL(one->emailaddresses[0], "a@b");
    CU_ASSERT_EQUAL_FATAL(one->n_uris, 1);
    CU_ASSERT_STRING_EQUAL(one->uris[0], "x://");
}

static void
an_issuer_may_say_how_long_chains_may_be(void)
{
    Types__TLSCertificate *one = decoded(extended(extension("551d13", "3006 0101ff 020102")));

    CU_ASSERT(one->isca && one->haspathlength && one->pathlength == 2);
    one = decoded(extended(extension("551d13", "3003 0101ff")));
    CU_ASSERT(one->isca && !one->haspathlength);
    one = decoded(extended(extension("551d13", "3000")));
    CU_ASSERT_FALSE(one->isca);
}

/* keyCertSign and cRLSign are bits 5 and 6, decipherOnly is 8. */
static void
usages_are_bits_and_kinds(void)
{
    Types__TLSCertificate *one = decoded(extended(
        join(extension("551d0f", "0302 0106"),
             extension("551d25", "3014 0608 2b06010505070301 0608 2b06010505070302"))));

    CU_ASSERT_EQUAL(one->keyusage, 1 << 5 | 1 << 6);
    CU_ASSERT_EQUAL_FATAL(one->n_extendedkeyusages, 2);
    CU_ASSERT_STRING_EQUAL(one->extendedkeyusages[1], "1.3.6.1.5.5.7.3.2");
    one = decoded(extended(extension("551d0f", "0303 070080")));
    CU_ASSERT_EQUAL(one->keyusage, 1 << 8);
}

static void
extensions_may_be_critical_and_others_are_passed_over(void)
{
    Types__TLSCertificate *one = decoded(extended(
        "300f 0603551d13 0101ff 0405 3003 0101ff" "3009 0603 2a0304 0402 ffff"));

    CU_ASSERT(one->isca);
}

static void
extensions_that_are_none_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(extended("3007 0603 551d13 0500")),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(extended(extension("551d13", "3003 0201 ff"))),
                           "constraints that are none");
    CU_ASSERT_STRING_EQUAL(refusal(extended(extension("551d11", "3002 8202"))),
                           "names that are no names");
    CU_ASSERT_STRING_EQUAL(refusal(extended(extension("551d25", "3002 0500"))),
                           "purposes that are none");
}

static void
bytes_behind_a_certificate_are_malformed_and_no_part_of_it(void)
{
    Types__TLSCertificate *one = decoded(SOUND "00");

    CU_ASSERT_STRING_EQUAL(malformed(), "bytes behind the certificate");
    CU_ASSERT_EQUAL(one->size, 135);
    CU_ASSERT_EQUAL(left(), 1);
    decoded(SOUND);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_certificate_has_names_times_and_digests),
        SENTENCE(without_a_version_it_is_the_first),
        SENTENCE(equal_names_are_self_issued),
        SENTENCE(names_are_as_rfc4514_writes_them),
        SENTENCE(names_that_are_none_are_refused),
        SENTENCE(validity_that_is_no_time_is_refused),
        SENTENCE(the_size_of_an_rsa_key_is_that_of_its_modulus),
        SENTENCE(the_size_of_an_elliptic_key_is_that_of_its_curve),
        SENTENCE(the_size_of_an_unknown_key_is_not_known),
        SENTENCE(other_names_are_told_by_their_kind),
        SENTENCE(an_issuer_may_say_how_long_chains_may_be),
        SENTENCE(usages_are_bits_and_kinds),
        SENTENCE(extensions_may_be_critical_and_others_are_passed_over),
        SENTENCE(extensions_that_are_none_are_refused),
        SENTENCE(bytes_behind_a_certificate_are_malformed_and_no_part_of_it),
        SENTENCES_END
    };

    return plugin_sentences("tlscertificate", SOUND, own);
}
