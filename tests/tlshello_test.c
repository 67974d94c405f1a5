/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a hello, and the fingerprints made of it. */
#include "hello_maker.h"

#include <stdio.h>

static const char *
refused_with(const char *extensions)
{
    new_talk();
    make(0x0303, SUITES, extensions);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 0);
    return stream_refusal();
}

/* A message with this behind its random number. */
static const char *
refused_behind_random(const char *hex)
{
    new_talk();
    hello.size = 0;
    put(0x01000000, 4);
    put(0x0303, 2);
    put_hex(RANDOM);
    put_hex(hex);
    measure(1, 3);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 0);
    return stream_refusal();
}

static bool
are(size_t n, const int32_t *list, const char *expected)
{
    char text[256] = "";

    for (size_t i = 0; i < n && strlen(text) < sizeof text - 16; i++)
        sprintf(text + strlen(text), i ? " %d" : "%d", list[i]);
    return strcmp(text, expected) == 0;
}

static void
header_random_session_and_lengths_are_as_sent(void)
{
    const Types__TLSClientHello *tls;

    new_talk();
    says_hex(NC_CLIENT, "16 0301 0031 01 00002d 0303" RANDOM "02 beef 0004 c02f 009c 01 00");
    tls = only_record();
    CU_ASSERT(tls->type == 22 && tls->version == 0x0301 && tls->messagelen == 49);
    CU_ASSERT(tls->handshaketype == 1 && tls->handshakelen == 45 &&
              tls->handshakeversion == 0x0303);
    CU_ASSERT(holds(tls->random, RANDOM));
    CU_ASSERT(tls->sessionidlen == 2 && holds(tls->sessionid, "beef"));
    CU_ASSERT(tls->ciphersuitelen == 4 && tls->extensionlen == 0);
}

static void
suites_and_compression_methods_are_listed(void)
{
    const Types__TLSClientHello *tls;

    new_talk();
    says_hex(NC_CLIENT, "16 0301 0030 01 00002c 0303" RANDOM "00 0004 0a0a 009c 02 0100");
    tls = only_record();
    CU_ASSERT(are(tls->n_ciphersuites, tls->ciphersuites, "2570 156"));
    CU_ASSERT(are(tls->n_compressmethods, tls->compressmethods, "1 0"));
}

static void
a_hello_without_extensions_is_a_record(void)
{
    CU_ASSERT_EQUAL(with(NULL)->n_extensions, 0);
    CU_ASSERT_EQUAL(with("")->n_extensions, 0);
}

/* RFC 2246 section 7.4.1.2. */
static void
a_byte_behind_the_compression_methods_is_ignored(void)
{
    new_talk();
    begin_hello(0x0301, SUITES);
    put(0xff, 1);
    measure(1, 3);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(only_record()->extensionlen, 0);
}

static void
extensions_are_listed_in_their_order(void)
{
    const Types__TLSClientHello *tls = with("ff01 0001 00 dada 0000 0017 0000");

    CU_ASSERT(are(tls->n_extensions, tls->extensions, "65281 56026 23"));
    CU_ASSERT_EQUAL(tls->extensionlen, 13);
}

static void
the_server_name_is_the_first_host_name(void)
{
    CU_ASSERT_STRING_EQUAL(with("0000 0008 0006 00 0003 612e62")->sni, "a.b");
    CU_ASSERT_STRING_EQUAL(with("0000 000f 000d 07 0001 78 00 0001 61 00 0002 6262")->sni, "a");
    CU_ASSERT_STRING_EQUAL(with("0000 0007 0005 00 0002 c361")->sni, "\\xc3a");
    CU_ASSERT_STRING_EQUAL(with("0000 0000")->sni, "");
}

static void
ocsp_is_the_one_kind_of_status_request(void)
{
    CU_ASSERT(with("0005 0005 01 0000 0000")->oscp);
    CU_ASSERT_FALSE(with("0005 0005 02 0000 0000")->oscp);
    CU_ASSERT_FALSE(with("0017 0000")->oscp);
}

static void
groups_formats_and_algorithms_are_listed(void)
{
    const Types__TLSClientHello *tls =
        with("000a 0006 0004 001d 0017 000b 0004 03 000102 000d 0004 0002 0403");

    CU_ASSERT(are(tls->n_supportedgroups, tls->supportedgroups, "29 23"));
    CU_ASSERT(are(tls->n_supportedpoints, tls->supportedpoints, "0 1 2"));
    CU_ASSERT(are(tls->n_signaturealgs, tls->signaturealgs, "1027"));
}

static void
application_protocols_are_listed_as_text(void)
{
    const Types__TLSClientHello *tls = with("0010 0008 0006 02 6832 02 ff31");

    CU_ASSERT_EQUAL_FATAL(tls->n_alpns, 2);
    CU_ASSERT_STRING_EQUAL(tls->alpns[0], "h2");
    CU_ASSERT_STRING_EQUAL(tls->alpns[1], "\\xff1");
    CU_ASSERT_NSTRING_EQUAL(tls->ja4, "t12i0201h2", 10);
}

static void
lengths_beyond_the_message_are_refused(void)
{
    static const char *const shorter = "hello shorter than what it holds";

    CU_ASSERT_STRING_EQUAL(refused_hex("16 0301 0004 01 000000"), shorter);
    CU_ASSERT_STRING_EQUAL(refused_behind_random("04 000000"), shorter);
    CU_ASSERT_STRING_EQUAL(refused_behind_random("00 0008 c02f"), shorter);
    CU_ASSERT_STRING_EQUAL(refused_behind_random("00 0002 c02f 02 00"), shorter);
    CU_ASSERT_STRING_EQUAL(refused_behind_random("00 0002 c02f 01 00 0001"),
                           "extensions longer than the hello");
}

static void
lengths_beyond_their_list_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused_with("0017 0001"), "extension longer than the list of them");
    CU_ASSERT_STRING_EQUAL(refused_with("0017 00"), "extension longer than the list of them");
    CU_ASSERT_STRING_EQUAL(refused_with("000a 0004 0004 001d"), "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refused_with("000b 0002 02 00"), "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refused_with("000d 0001 00"), "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refused_with("002b 0003 04 0304"), "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refused_with("0000 0008 0007 00 0003 612e62"),
                           "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refused_with("0000 0008 0006 00 0004 612e62"),
                           "server name longer than its list");
    CU_ASSERT_STRING_EQUAL(refused_with("0010 0005 0003 03 6832"),
                           "protocol name longer than its list");
}

static void
half_a_number_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused_behind_random("00 0003 c02f00 01 00"),
                           "list with half a number");
    CU_ASSERT_STRING_EQUAL(refused_with("000a 0005 0003 001d00"), "list with half a number");
    CU_ASSERT_STRING_EQUAL(refused_with("002b 0004 03 030403"), "list with half a number");
}

static void
a_hello_of_another_version_is_refused(void)
{
    new_talk();
    make(0x0403, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "hello of an unknown version");
}

#define GROUPS "000a 0008 0006 0017 0018 0019"
#define FORMATS "000b 0002 01 00"

/* The two examples of github.com/salesforce/ja3. */
static void
ja3_is_as_its_authors_publish_it(void)
{
    new_talk();
    make(0x0301, "002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004",
         "0000 0000" GROUPS FORMATS);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_STRING_EQUAL(only_record()->ja3, "ada70206e40642a3e4461f35503241d5");
    new_talk();
    make(0x0301, "0004 0005 000a 0009 0064 0062 0003 0006 0013 0012 0063", NULL);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_STRING_EQUAL(only_record()->ja3, "de350869b8c85de67a350c8d186f11e6");
}

static void
ja3_leaves_out_grease(void)
{
    new_talk();
    make(0x0301, "0a0a 002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004 fafa",
         "1a1a 0000 0000 0000 000a 000a 0008 5a5a 0017 0018 0019" FORMATS "eaea 0001 00");
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_STRING_EQUAL(only_record()->ja3, "ada70206e40642a3e4461f35503241d5");
}

/* The extension with what it takes for the fingerprint, others empty. */
static void
put_extension(unsigned type, const char *algorithms, const char *protocol)
{
    size_t at;

    put(type, 2);
    at = hello.size;
    put(0, 2);
    if (type == 13)
        put_numbers(algorithms, 2);
    if (type == 16) {
        put((unsigned)strlen(protocol) / 2 + 1, 2);
        put_measured(protocol, 1);
    }
    if (type == 43)
        put_numbers("5a5a,0303,0304,0302", 1);
    measure(at, 2);
}

static const char *
ja4_of(unsigned version, const char *suites, const char *extensions, const char *algorithms,
       const char *protocol)
{
    size_t at;

    new_talk();
    begin_hello(version, "");
    hello.size -= 4;
    put_numbers(suites, 2);
    put(0x0100, 2);
    at = hello.size;
    put(0, 2);
    for (; *extensions; extensions += extensions[4] ? 5 : 4)
        put_extension((unsigned)strtoul(extensions, NULL, 16), algorithms, protocol);
    measure(at, 2);
    measure(1, 3);
    say_in(NC_CLIENT, RECORD);
    return only_record()->ja4;
}

#define CHROME "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
#define EIGHT "0403,0804,0401,0503,0805,0501,0806,0601"
#define H2 "6832"

/* The example of the specification and what its authors publish for their captures
 * badcurveball.pcap, tls12.pcap, sigalg-grease.pcapng and https3-301-get.pcap. */
static void
ja4_is_as_its_authors_publish_it(void)
{
    CU_ASSERT_STRING_EQUAL(ja4_of(0x0303, CHROME,
                                  "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,"
                                  "ff01,000b,000a,0015",
                                  EIGHT, H2),
                           "t13d1516h2_8daaf6152771_e5627efa2ab1");
    CU_ASSERT_STRING_EQUAL(ja4_of(0x0303, CHROME ",000a",
                                  "0000,0017,ff01,000a,000b,0023,0010,0005,000d,0012,0033,"
                                  "002d,002b,001b,0015",
                                  EIGHT ",0201", H2),
                           "t13d1615h2_46e7e9700bed_45f260be83e2");
    CU_ASSERT_STRING_EQUAL(
        ja4_of(0x0303,
               "1301,1303,1302,c02b,c02f,cca9,cca8,c02c,c030,c00a,c009,c013,c014,009c,"
               "009d,002f,0035",
               "0000,0017,ff01,000a,000b,0023,0010,0005,0022,0033,002b,000d,002d,001c,0015",
               "0403,0503,0603,0804,0805,0806,0401,0501,0601,0203,0201", H2),
        "t13d1715h2_5b57614c22b0_3d5424432f57");
    CU_ASSERT_STRING_EQUAL(ja4_of(0x0303, "6a6a," CHROME,
                                  "fe0d,0010,8a8a,0017,0033,44cd,ff01,000a,000d,0023,002b,"
                                  "000b,ca34,002d,0000,0005,001b,0012,baba",
                                  "0904,0905,0906,1a1a," EIGHT, H2),
                           "t13d1517h2_8daaf6152771_cb7bf5808d99");
    CU_ASSERT_STRING_EQUAL(
        ja4_of(0x0301,
               "0039,0038,0035,0016,0013,000a,0033,0032,002f,009a,0099,0096,0005,0004,"
               "0015,0012,0009,0014,0011,0008,0006,0003,00ff",
               "0000", "", ""),
        "t10d230100_6a57a6f57151_000000000000");
}

/* The specification's other example. */
static void
ja4_without_algorithms_ends_with_the_extensions(void)
{
    CU_ASSERT_STRING_EQUAL(ja4_of(0x0303, CHROME,
                                  "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,"
                                  "4469,ff01",
                                  "", ""),
                           "t13i151400_8daaf6152771_6d807ffa2a79");
}

/* The specification has these as examples, but for the first three. */
static void
ja4_has_the_ends_of_the_first_protocol(void)
{
    static const char *const rows[][2] = {
        { "", "00" },         { "78", "xx" },       { "687474702f312e31", "h1" },
        { "ab", "ab" },       { "abcd", "ad" },     { "30ab", "3b" },
        { "3031abcd", "3d" }, { "30abcd31", "01" }, { "ab31", "a1" }
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CU_ASSERT_NSTRING_EQUAL(ja4_of(0x0303, "1301", "0010", "", rows[i][0]) + 8, rows[i][1], 2);
}

static void
ja4_has_the_version_of_the_hello_without_another(void)
{
    static const char *const names[] = { "ts3", "t10", "t11", "t12", "t13", "t00" };

    for (unsigned i = 0; i < 6; i++)
        CU_ASSERT_NSTRING_EQUAL(ja4_of(0x0300 + i, "1301", "0017", "", ""), names[i], 3);
}

static void
ja4_has_the_highest_version_there_is(void)
{
    CU_ASSERT_NSTRING_EQUAL(with("002b 0009 08 0302 0304 8a8a 0303")->ja4, "t13", 3);
    CU_ASSERT_NSTRING_EQUAL(with("002b 0003 02 0002")->ja4, "t00", 3);
    CU_ASSERT_NSTRING_EQUAL(with("002b 0003 02 fafa")->ja4, "t12", 3);
}

static void
what_only_resembles_grease_counts(void)
{
    new_talk();
    make(0x0303, "0a1a 1a0a 0a0b aaaa", "0a1a 0000");
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_NSTRING_EQUAL(only_record()->ja4, "t12i0301", 8);
}

static void
ja4_counts_to_99(void)
{
    char suites[150 * 5] = "";

    for (int i = 0; i < 149; i++)
        sprintf(suites + strlen(suites), i ? ",%04x" : "%04x", 149 - i);
    CU_ASSERT_NSTRING_EQUAL(ja4_of(0x0303, suites, "0017", "", ""), "t12i9901", 8);
}

static void
ja4_of_nothing_is_zeros(void)
{
    CU_ASSERT_STRING_EQUAL(ja4_of(0x0303, "0a0a", "0a0a", "", ""),
                           "t12i000000_000000000000_000000000000");
    CU_ASSERT_STRING_EQUAL(with(NULL)->ja4 + 23, "_000000000000");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(header_random_session_and_lengths_are_as_sent),
        SENTENCE(suites_and_compression_methods_are_listed),
        SENTENCE(a_hello_without_extensions_is_a_record),
        SENTENCE(a_byte_behind_the_compression_methods_is_ignored),
        SENTENCE(extensions_are_listed_in_their_order),
        SENTENCE(the_server_name_is_the_first_host_name),
        SENTENCE(ocsp_is_the_one_kind_of_status_request),
        SENTENCE(groups_formats_and_algorithms_are_listed),
        SENTENCE(application_protocols_are_listed_as_text),
        SENTENCE(lengths_beyond_the_message_are_refused),
        SENTENCE(lengths_beyond_their_list_are_refused),
        SENTENCE(half_a_number_is_refused),
        SENTENCE(a_hello_of_another_version_is_refused),
        SENTENCE(ja3_is_as_its_authors_publish_it),
        SENTENCE(ja3_leaves_out_grease),
        SENTENCE(ja4_is_as_its_authors_publish_it),
        SENTENCE(ja4_without_algorithms_ends_with_the_extensions),
        SENTENCE(ja4_has_the_ends_of_the_first_protocol),
        SENTENCE(ja4_has_the_version_of_the_hello_without_another),
        SENTENCE(ja4_has_the_highest_version_there_is),
        SENTENCE(what_only_resembles_grease_counts),
        SENTENCE(ja4_counts_to_99),
        SENTENCE(ja4_of_nothing_is_zeros),
        SENTENCES_END
    };

    return stream_sentences("tlsclienthello", say_all, own);
}
