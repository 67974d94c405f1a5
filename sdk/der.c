/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of ASN.1: ITU-T X.690, and for the years of UTCTime RFC 5280 section 4.1.2.5. */
#include "host.h"

#include <netcap/der.h>

enum { LOW_BITS = 0x1f, LONG_FORM = 0x80, GOES_ON = 0x80, SEPTET = 0x7f };

/* ---- elements ---- */

/* Numbers from 31 on: seven bits a byte, section 8.1.2.4. */
static uint32_t
long_number(struct nc_cursor *in)
{
    uint64_t number = 0;
    uint8_t byte;

    do {
        byte = nc_u8(in);
        number = number << 7 | (byte & SEPTET);
        nc_require(in, number <= UINT32_MAX, "tag number above 32 bits");
    } while (byte & GOES_ON && nc_ok(in));
    return (uint32_t)number;
}

/* Leading zeros make a length no larger. */
static size_t
length_of(struct nc_cursor *in)
{
    uint8_t first = nc_u8(in);
    size_t length = 0;

    if (!(first & LONG_FORM))
        return first;
    nc_require(in, first != LONG_FORM, "indefinite length");
    for (uint8_t n = first & SEPTET; n && nc_ok(in); n--) {
        nc_require(in, length <= UINT32_MAX, "length beyond its message");
        length = length << 8 | nc_u8(in);
    }
    return length;
}

bool
nc_der_next(struct nc_cursor *in, struct nc_der *element)
{
    struct nc_cursor whole = nc_ahead(in);
    size_t begin = nc_tell(in), length;

    *element = (struct nc_der){ .value = whole };
    if (!nc_left(in))
        return false;
    element->identifier = nc_u8(in);
    element->number = element->identifier & LOW_BITS;
    if (element->number == LOW_BITS)
        element->number = long_number(in);
    length = length_of(in);
    nc_require(in, length <= nc_left(in), "length beyond its message");
    element->value = nc_slice(in, length);
    if (nc_ok(in))
        element->whole = nc_bytes(&whole, nc_tell(in) - begin);
    else
        nc_fail(&element->value, nc_reason(in));
    return nc_ok(in);
}

struct nc_cursor
nc_der_expect(struct nc_cursor *in, uint8_t identifier)
{
    struct nc_der element;

    nc_require(in, nc_left(in), nc_truncated);
    nc_require(in, nc_peek(in) == identifier, "another element than expected");
    nc_der_next(in, &element);
    if (!nc_ok(in))
        nc_fail(&element.value, nc_reason(in));
    return element.value;
}

/* ---- numbers ---- */

int64_t
nc_der_int_value(struct nc_cursor *value)
{
    uint64_t number = nc_peek(value) & 0x80 ? UINT64_MAX : 0;

    nc_require(value, nc_left(value), nc_truncated);
    nc_require(value, nc_left(value) <= sizeof number, "number above 64 bits");
    while (nc_left(value))
        number = number << 8 | nc_u8(value);
    return nc_ok(value) ? (int64_t)number : 0;
}

uint64_t
nc_der_uint_value(struct nc_cursor *value)
{
    uint64_t number = 0;

    nc_require(value, nc_left(value), nc_truncated);
    nc_require(value, !(nc_peek(value) & 0x80), "negative number");
    while (nc_left(value)) {
        nc_require(value, number <= UINT64_MAX >> 8, "number above 64 bits");
        number = number << 8 | nc_u8(value);
    }
    return nc_ok(value) ? number : 0;
}

/* What fails an element's value fails what it stands in. */
static void
pass_on(struct nc_cursor *in, const struct nc_cursor *value)
{
    if (!nc_ok(value))
        nc_fail(in, nc_reason(value));
}

int64_t
nc_der_int(struct nc_cursor *in, uint8_t identifier)
{
    struct nc_cursor value = nc_der_expect(in, identifier);
    int64_t number = nc_der_int_value(&value);

    pass_on(in, &value);
    return number;
}

uint64_t
nc_der_uint(struct nc_cursor *in, uint8_t identifier)
{
    struct nc_cursor value = nc_der_expect(in, identifier);
    uint64_t number = nc_der_uint_value(&value);

    pass_on(in, &value);
    return number;
}

bool
nc_der_bool(struct nc_cursor *in, uint8_t identifier)
{
    struct nc_cursor value = nc_der_expect(in, identifier);

    nc_require(&value, nc_left(&value) == 1, "a truth is one byte");
    pass_on(in, &value);
    return nc_u8(&value) != 0;
}

/* ---- object identifiers ---- */

static uint64_t
arc(struct nc_cursor *value)
{
    uint64_t number = 0;
    uint8_t byte;

    nc_require(value, nc_peek(value) != GOES_ON, "number of an object identifier with padding");
    do {
        nc_require(value, number <= UINT64_MAX >> 7, "number above 64 bits");
        byte = nc_u8(value);
        number = number << 7 | (byte & SEPTET);
    } while (byte & GOES_ON && nc_ok(value));
    return number;
}

static char *
put_number(char *to, uint64_t number)
{
    char digits[20];
    int n = 0;

    do
        digits[n++] = (char)('0' + number % 10);
    while (number /= 10);
    while (n)
        *to++ = digits[--n];
    return to;
}

/* A byte comes to "127." at most, and the first one to two numbers: section 8.19. */
char *
nc_der_oid(struct nc_packet *pkt, struct nc_cursor *value)
{
    char *text = nc_alloc(pkt, nc_left(value) <= NC_DER_OID_MAX ? 4 * nc_left(value) + 4 : 1);
    char *to = text;
    uint64_t first, top;

    nc_require(value, nc_left(value), nc_truncated);
    nc_require(value, nc_left(value) <= NC_DER_OID_MAX, "object identifier of too many bytes");
    if (!nc_ok(value))
        return text;
    first = arc(value);
    top = first < 80 ? first / 40 : 2;
    to = put_number(to, top);
    *to++ = '.';
    to = put_number(to, first - 40 * top);
    while (nc_left(value)) {
        *to++ = '.';
        to = put_number(to, arc(value));
    }
    if (!nc_ok(value))
        *text = '\0';
    return text;
}

/* ---- times ---- */

static const char no_time[] = "no time";

static uint32_t
two_digits(struct nc_cursor *value)
{
    uint8_t tens = nc_u8(value), ones = nc_u8(value);

    nc_require(value, tens >= '0' && tens <= '9' && ones >= '0' && ones <= '9', no_time);
    return nc_ok(value) ? (tens - '0') * 10u + (ones - '0') : 0;
}

static bool
is_digit_next(const struct nc_cursor *value)
{
    return nc_peek(value) >= '0' && nc_peek(value) <= '9';
}

/* Days since 1970-01-01 of the Gregorian calendar. */
static int64_t
days_before(uint32_t year, uint32_t month, uint32_t day)
{
    static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
    bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;
    int64_t past = (int64_t)year - 1;

    return past * 365 + past / 4 - past / 100 + past / 400 - 719162 + before[month - 1] +
           (leap && month > 2) + day - 1;
}

static uint32_t
days_of(uint32_t year, uint32_t month)
{
    if (month == 12)
        return 31;
    return (uint32_t)(days_before(year, month + 1, 1) - days_before(year, month, 1));
}

static int64_t
date(struct nc_cursor *value, uint32_t year)
{
    uint32_t month = two_digits(value), day = two_digits(value);

    nc_require(value, year && month >= 1 && month <= 12 && day, no_time);
    if (nc_ok(value))
        nc_require(value, day <= days_of(year, month), no_time);
    return nc_ok(value) ? days_before(year, month, day) : 0;
}

/* Of a part that is as long as so many seconds; finer than nanoseconds is left out. */
static void
add_fraction(struct nc_cursor *value, struct nc_time *time, uint32_t whole)
{
    uint64_t unit = whole * UINT64_C(1000000000), sum = 0;

    nc_u8(value);
    nc_require(value, is_digit_next(value), no_time);
    while (is_digit_next(value))
        sum += (unit /= 10) * (uint64_t)(nc_u8(value) - '0');
    time->seconds += (int64_t)(sum / 1000000000);
    time->nanoseconds = (uint32_t)(sum % 1000000000);
}

/* Z, or how far the clock that was read is ahead of UTC. */
static int64_t
zone(struct nc_cursor *value)
{
    uint8_t sign;
    uint32_t hours, minutes;

    if (!nc_left(value))
        return 0;
    sign = nc_u8(value);
    if (sign == 'Z')
        return 0;
    nc_require(value, sign == '+' || sign == '-', no_time);
    hours = two_digits(value);
    minutes = nc_left(value) ? two_digits(value) : 0;
    nc_require(value, hours < 24 && minutes < 60, no_time);
    return (sign == '-' ? -60 : 60) * (int64_t)(hours * 60 + minutes);
}

/* Minutes and seconds may be left out of GeneralizedTime, seconds of UTCTime: X.680, sections 46
 * and 47. */
static void
add_clock(struct nc_cursor *value, struct nc_time *time)
{
    uint32_t hours = two_digits(value), minutes = 0, seconds = 0, finest = 3600;

    if (is_digit_next(value)) {
        minutes = two_digits(value);
        finest = 60;
    }
    if (finest == 60 && is_digit_next(value)) {
        seconds = two_digits(value);
        finest = 1;
    }
    nc_require(value, hours < 24 && minutes < 60 && seconds <= 60, no_time);
    time->seconds += (int64_t)(hours * 3600 + minutes * 60 + seconds);
    if (nc_peek(value) == '.' || nc_peek(value) == ',')
        add_fraction(value, time, finest);
}

struct nc_time
nc_der_time(struct nc_cursor *value, uint8_t kind)
{
    struct nc_time time = { 0 };
    uint32_t year = two_digits(value);

    if (kind == NC_DER_GENERALIZED_TIME)
        year = year * 100 + two_digits(value);
    else
        year += year < 50 ? 2000 : 1900;
    time.seconds = date(value, year) * 86400;
    add_clock(value, &time);
    time.seconds -= zone(value);
    nc_require(value, !nc_left(value), no_time);
    return nc_ok(value) ? time : (struct nc_time){ 0 };
}

/* ---- texts ---- */

enum { NO_CHARACTER = 0xfffd, CHARACTER_MAX = 4 };

static char *
put_character(char *to, uint32_t c)
{
    if (!c || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        c = NO_CHARACTER;
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (c & 0x3f));
    return to;
}

/* Some write UTF-16 into BMPString. */
static uint32_t
character(struct nc_cursor *value, size_t width)
{
    uint32_t c = (uint32_t)nc_uint(value, width);
    struct nc_cursor ahead = nc_ahead(value);
    uint32_t low;

    if (width != 2 || c < 0xd800 || c >= 0xdc00 || nc_left(&ahead) < 2)
        return c;
    low = nc_u16(&ahead);
    if (low < 0xdc00 || low >= 0xe000)
        return c;
    nc_skip(value, 2);
    return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

static char *
wide_text(struct nc_packet *pkt, struct nc_cursor *value, size_t width)
{
    size_t most = nc_left(value) / width * CHARACTER_MAX;
    char *text, *to;

    nc_require(value, nc_left(value) % width == 0, "text that ends within a character");
    nc_require(value, most < NC_ALLOC_MAX, "text longer than may be");
    text = to = nc_alloc(pkt, nc_ok(value) ? most + 1 : 1);
    while (nc_left(value) && nc_ok(value))
        to = put_character(to, character(value, width));
    return text;
}

char *
nc_der_text(struct nc_packet *pkt, struct nc_cursor *value, uint8_t kind)
{
    switch (kind) {
    case NC_DER_T61_STRING: return wide_text(pkt, value, 1);
    case NC_DER_BMP_STRING: return wide_text(pkt, value, 2);
    case NC_DER_UNIVERSAL_STRING: return wide_text(pkt, value, 4);
    default: return nc_text(pkt, nc_bytes(value, nc_left(value)));
    }
}
