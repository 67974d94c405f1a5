/* SPDX-License-Identifier: Apache-2.0 */
/* The vectors of RFC 1321 section A.5, FIPS 180-2 appendices A and B, and RFC 3174 section 7.3. */
#include "harness.h"

#include <netcap/digest.h>
#include <string.h>

static const char blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
static char million[1000000];

typedef char *function(struct nc_packet *, const void *, size_t);

static const char *
of(function *digest, const char *text)
{
    struct nc_cursor none = over("");

    return digest(fresh(&none), text, strlen(text));
}

static const char *
of_a_million(function *digest)
{
    struct nc_cursor none = over("");

    memset(million, 'a', sizeof million);
    return digest(fresh(&none), million, sizeof million);
}

static void
md5_is_that_of_rfc1321(void)
{
    CU_ASSERT_STRING_EQUAL(of(nc_md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
    CU_ASSERT_STRING_EQUAL(of(nc_md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
    CU_ASSERT_STRING_EQUAL(of(nc_md5, "message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
    CU_ASSERT_STRING_EQUAL(of(nc_md5, "1234567890123456789012345678901234567890"
                                      "1234567890123456789012345678901234567890"),
                           "57edf4a22be3c955ac49da2e2107b67a");
}

static void
sha256_is_that_of_fips180(void)
{
    CU_ASSERT_STRING_EQUAL(of(nc_sha256, "abc"),
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CU_ASSERT_STRING_EQUAL(of(nc_sha256, blocks),
                           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CU_ASSERT_STRING_EQUAL(of_a_million(nc_sha256),
                           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* a9993e36..., 84983e44... and 34aa973c... in base64. */
static void
sha1_is_that_of_rfc3174(void)
{
    CU_ASSERT_STRING_EQUAL(of(nc_sha1_base64, "abc"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    CU_ASSERT_STRING_EQUAL(of(nc_sha1_base64, blocks), "hJg+RBw70m66rkqh+VEp5eVGcPE=");
    CU_ASSERT_STRING_EQUAL(of_a_million(nc_sha1_base64), "NKqXPNTE2qT2Husr260nMWU0AW8=");
}

static void
a_zero_byte_is_a_byte_like_any_other(void)
{
    struct nc_cursor none = over("");

    CU_ASSERT_STRING_EQUAL(nc_md5(fresh(&none), "a\0b", 3), "70350f6027bce3713f6b76473084309b");
}

static void
a_digest_ends_where_its_text_does(void)
{
    CU_ASSERT_EQUAL(strlen(of(nc_md5, "")), 32);
    CU_ASSERT_EQUAL(strlen(of(nc_sha256, "")), 64);
    CU_ASSERT_EQUAL(strlen(of(nc_sha1_base64, "")), 28);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(md5_is_that_of_rfc1321),
                                           SENTENCE(sha256_is_that_of_fips180),
                                           SENTENCE(sha1_is_that_of_rfc3174),
                                           SENTENCE(a_zero_byte_is_a_byte_like_any_other),
                                           SENTENCE(a_digest_ends_where_its_text_does),
                                           SENTENCES_END };

    return sentences("sdk_digest", own);
}
