/* SPDX-License-Identifier: Apache-2.0 */
/* Elements as ITU-T X.690 has them: the examples of sections 8.1.2 to 8.19 and what breaks them. */
#include "der_talk.h"

static void
numbers_are_two_s_complement(void)
{
    CU_ASSERT_EQUAL(number("0201 00"), 0);
    CU_ASSERT_EQUAL(number("0201 7f"), 127);
    CU_ASSERT_EQUAL(number("0202 0080"), 128);
    CU_ASSERT_EQUAL(number("0201 80"), -128);
    CU_ASSERT_EQUAL(number("0202 ff7f"), -129);
    CU_ASSERT_EQUAL(number("0208 7fffffffffffffff"), INT64_MAX);
    CU_ASSERT_EQUAL(number("0208 8000000000000000"), INT64_MIN);
}

static const char *
no_number(const char *hex, bool is_unsigned)
{
    struct nc_cursor in = over(hex);

    if (is_unsigned) {
        CU_ASSERT_EQUAL(nc_der_uint(&in, NC_DER_INTEGER), 0);
    } else {
        CU_ASSERT_EQUAL(nc_der_int(&in, NC_DER_INTEGER), 0);
    }
    return why(&in);
}

static void
a_number_that_does_not_fit_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(no_number("0209 008000000000000000", false), "number above 64 bits");
    CU_ASSERT_STRING_EQUAL(no_number("0209 010000000000000000", true), "number above 64 bits");
    CU_ASSERT_STRING_EQUAL(no_number("0200", false), nc_truncated);
    CU_ASSERT_STRING_EQUAL(no_number("0200", true), nc_truncated);
    CU_ASSERT_STRING_EQUAL(no_number("0201 ff", true), "negative number");
}

static void
an_amount_may_have_a_zero_before_its_64_bits(void)
{
    struct nc_cursor in = over("4609 00ffffffffffffffff 4101 05");

    CU_ASSERT_EQUAL(nc_der_uint(&in, NC_DER_APPLICATION(6)), UINT64_MAX);
    CU_ASSERT_EQUAL(nc_der_uint(&in, NC_DER_APPLICATION(1)), 5);
}

static void
a_truth_is_one_byte(void)
{
    struct nc_cursor in = over("0101ff 010100 0102ffff");

    CU_ASSERT_TRUE(nc_der_bool(&in, NC_DER_BOOLEAN));
    CU_ASSERT_FALSE(nc_der_bool(&in, NC_DER_BOOLEAN));
    CU_ASSERT_FALSE(nc_der_bool(&in, NC_DER_BOOLEAN));
    CU_ASSERT_STRING_EQUAL(why(&in), "a truth is one byte");
}

static const char *
oid(const char *hex)
{
    struct nc_cursor value = over(hex);
    const char *text = nc_der_oid(fresh(&value), &value);

    return nc_ok(&value) ? text : nc_reason(&value);
}

static void
object_identifiers_are_numbers_with_dots(void)
{
    CU_ASSERT_STRING_EQUAL(oid("2a864886f70d01010b"), "1.2.840.113549.1.1.11");
    CU_ASSERT_STRING_EQUAL(oid("883703"), "2.999.3"); /* section 8.19.5 */
    CU_ASSERT_STRING_EQUAL(oid("27"), "0.39");
    CU_ASSERT_STRING_EQUAL(oid("2b"), "1.3");
    CU_ASSERT_STRING_EQUAL(oid("2b 81ffffffffffffffff7f"), "1.3.18446744073709551615");
}

static void
object_identifiers_that_are_none_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(oid(""), nc_truncated);
    CU_ASSERT_STRING_EQUAL(oid("2a 86"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(oid("2a 8001"), "number of an object identifier with padding");
    CU_ASSERT_STRING_EQUAL(oid("2a 82808080808080808000"), "number above 64 bits");
}

static void
object_identifiers_have_255_bytes_at_most(void)
{
    char hex[2 * (NC_DER_OID_MAX + 1) + 1];

    memset(hex, '7', sizeof hex);
    hex[2 * NC_DER_OID_MAX] = '\0';
    CU_ASSERT_EQUAL(strlen(oid(hex)), 4 + 254 * 4); /* 0x77 is 119: 2.39 and 254 times .119 */
    hex[2 * NC_DER_OID_MAX] = '7';
    hex[sizeof hex - 1] = '\0';
    CU_ASSERT_STRING_EQUAL(oid(hex), "object identifier of too many bytes");
}

static struct nc_cursor
over_text(const char *text)
{
    char hex[128] = "";

    for (size_t i = 0; text[i]; i++)
        nc_hex(hex + 2 * i, (uint8_t)text[i], 2)[0] = '\0';
    return over(hex);
}

static const char *
at(uint8_t kind, const char *text)
{
    static char answer[64];
    struct nc_cursor value = over_text(text);
    struct nc_time time = nc_der_time(&value, kind);

    CU_ASSERT(nc_ok(&value) || (!time.seconds && !time.nanoseconds));
    snprintf(answer, sizeof answer, "%lld.%09u", (long long)time.seconds, time.nanoseconds);
    return nc_ok(&value) ? answer : nc_reason(&value);
}

static void
years_of_two_digits_are_those_from_1950_on(void)
{
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "500101000000Z"), "-631152000.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "491231235959Z"), "2524607999.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "700101000000Z"), "0.000000000");
}

static void
times_have_all_days_of_the_calendar(void)
{
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20000229120000Z"), "951825600.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "99991231235959Z"),
                           "253402300799.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "00010101000000Z"),
                           "-62135596800.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "19000228000000Z"),
                           "-2203977600.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20231231000000Z"),
                           "1703980800.000000000");
}

static void
days_that_no_month_has_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "19000229000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20230230000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20230431000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20231301000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20230001000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "20230100000000Z"), "no time");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "00000101000000Z"), "no time");
}

static void
times_may_lack_minutes_and_have_zones_and_fractions(void)
{
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "1970010101Z"), "3600.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "1970010101.5Z"), "5400.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "197001010100,25"), "3615.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_GENERALIZED_TIME, "19700101000001.0000000019Z"),
                           "1.000000001");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "7001010000Z"), "0.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "700101010000+0130"), "-1800.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "700101010000-0130"), "9000.000000000");
}

static void
what_is_no_time_is_refused(void)
{
    static const char *const none[] = { "7001010000000", "700101000000Zx", "700101240000Z",
                                        "700101006000Z", "700101000061Z", "70010100000xZ",
                                        "700101000000+2400", "700101000000.Z", "700101000000z" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CU_ASSERT_STRING_NOT_EQUAL(at(NC_DER_UTC_TIME, none[i]), "0.000000000");
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "70"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, ""), nc_truncated);
    CU_ASSERT_STRING_EQUAL(at(NC_DER_UTC_TIME, "700101000060Z"), "60.000000000");
}

static const char *
text(uint8_t kind, const char *hex)
{
    struct nc_cursor value = over(hex);
    const char *answer = nc_der_text(fresh(&value), &value, kind);

    CU_ASSERT_EQUAL(nc_left(&value), 0);
    return nc_ok(&value) ? answer : nc_reason(&value);
}

static void
texts_are_utf8_whatever_they_were(void)
{
    CU_ASSERT_STRING_EQUAL(text(NC_DER_PRINTABLE_STRING, "4a6f6e6573"), "Jones");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_UTF8_STRING, "c3a4"), "\u00e4");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_IA5_STRING, "e4"), "\\xe4");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_T61_STRING, "41e4"), "A\u00e4");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, "0041 00e4 20ac"), "A\u00e4\u20ac");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, "d83d de00"), "\U0001f600");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_UNIVERSAL_STRING, "0001f600 00000041"), "\U0001f600A");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, ""), "");
}

static void
what_is_no_character_is_the_one_for_that(void)
{
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, "0000 d83d 0041"), "\ufffd\ufffdA");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, "de00 d83d"), "\ufffd\ufffd");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_UNIVERSAL_STRING, "00110000 0000d800"), "\ufffd\ufffd");
}

static void
a_text_that_ends_within_a_character_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(text(NC_DER_BMP_STRING, "0041 00"),
                           "text that ends within a character");
    CU_ASSERT_STRING_EQUAL(text(NC_DER_UNIVERSAL_STRING, "000041"),
                           "text that ends within a character");
}

/* Bytes of every kind, all read as everything: the sanitizers look on. */
static void
any_bytes_are_survived(void)
{
    uint64_t random = 88172645463325252u;

    for (int i = 0; i < 20000; i++) {
        char hex[65] = "";
        struct nc_cursor in;

        for (int k = 0; k < 32; k++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            nc_hex(hex + 2 * k, k % 5 && random & 64 ? random & 7 : random >> 8, 2)[0] = '\0';
        }
        in = over(hex);
        while (next(&in)) {
            struct nc_cursor a = element.value, b = element.value, c = element.value;

            CU_ASSERT(nc_left(&a) <= 30);
            nc_der_oid(fresh(&a), &a);
            nc_der_text(fresh(&b), &b, element.identifier);
            nc_der_time(&c, element.identifier);
        }
        CU_ASSERT_EQUAL(nc_left(&in), 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(numbers_are_two_s_complement),
        SENTENCE(a_number_that_does_not_fit_is_refused),
        SENTENCE(an_amount_may_have_a_zero_before_its_64_bits),
        SENTENCE(a_truth_is_one_byte),
        SENTENCE(object_identifiers_are_numbers_with_dots),
        SENTENCE(object_identifiers_that_are_none_are_refused),
        SENTENCE(object_identifiers_have_255_bytes_at_most),
        SENTENCE(years_of_two_digits_are_those_from_1950_on),
        SENTENCE(times_have_all_days_of_the_calendar),
        SENTENCE(days_that_no_month_has_are_refused),
        SENTENCE(times_may_lack_minutes_and_have_zones_and_fractions),
        SENTENCE(what_is_no_time_is_refused),
        SENTENCE(texts_are_utf8_whatever_they_were),
        SENTENCE(what_is_no_character_is_the_one_for_that),
        SENTENCE(a_text_that_ends_within_a_character_is_refused),
        SENTENCE(any_bytes_are_survived),
        SENTENCES_END
    };

    return sentences("der_values", own);
}
