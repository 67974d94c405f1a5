/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as text: inet_ntop() would do, at ten times the cost on every packet.  And what is left
 * out of texts. */
#include "host.h"

#include <string.h>

bool
nc_leaves_out_secrets(const struct nc_packet *pkt)
{
    return pkt->leaves_out_secrets;
}

ProtobufCBinaryData
nc_secret(const struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    if (!bytes.len || !pkt->leaves_out_secrets)
        return bytes;
    return (ProtobufCBinaryData){ sizeof NC_REDACTED - 1, (uint8_t *)(uintptr_t)NC_REDACTED };
}

/* Each value of a byte in decimal with a dot, four characters apart. */
#define TEN(tens, pad)                                                                             \
    tens "0." pad tens "1." pad tens "2." pad tens "3." pad tens "4." pad tens "5." pad            \
    tens "6." pad tens "7." pad tens "8." pad tens "9." pad
static const char octets[] =
    TEN("", "  ") TEN("1", " ") TEN("2", " ") TEN("3", " ") TEN("4", " ") TEN("5", " ")
    TEN("6", " ") TEN("7", " ") TEN("8", " ") TEN("9", " ") TEN("10", "") TEN("11", "")
    TEN("12", "") TEN("13", "") TEN("14", "") TEN("15", "") TEN("16", "") TEN("17", "")
    TEN("18", "") TEN("19", "") TEN("20", "") TEN("21", "") TEN("22", "") TEN("23", "")
    TEN("24", "") "250.251.252.253.254.255.";
_Static_assert(sizeof octets == 256 * 4 + 1, "four characters for each byte");

/* Up to 16 characters are written, of which the text is at most 15. */
static char *
dotted_quad(char *to, const uint8_t *four)
{
    for (int i = 0; i < 4; i++) {
        memcpy(to, octets + (size_t)4 * four[i], 4);
        to += 2 + (four[i] >= 10) + (four[i] >= 100);
    }
    return to - 1;
}

char *
nc_text_mac(struct nc_packet *pkt, const uint8_t *six)
{
    char *text = nc_take(pkt, 18), *to = text;

    for (int i = 0; i < 6; i++) {
        to = nc_hex(to, six[i], 2);
        *to++ = i < 5 ? ':' : '\0';
    }
    return text;
}

char *
nc_text_ipv4(struct nc_packet *pkt, const uint8_t *four)
{
    char *text = nc_take(pkt, 16);

    *dotted_quad(text, four) = '\0';
    return text;
}

/* The longest run of two or more zero groups, the first of equals, RFC 5952 section 4.2. */
static int
zero_run(const uint16_t *group, int *length)
{
    int best = -1, best_length = 1;

    for (int i = 0; i < 8; i++) {
        int n = 0;

        while (i + n < 8 && group[i + n] == 0)
            n++;
        if (n > best_length) {
            best = i;
            best_length = n;
        }
        i += n;
    }
    *length = best < 0 ? 0 : best_length;
    return best;
}

static char *
hexadecimal(char *to, unsigned group)
{
    if (group >= 0x1000)
        *to++ = nc_hex_digit(group >> 12);
    if (group >= 0x100)
        *to++ = nc_hex_digit(group >> 8);
    if (group >= 0x10)
        *to++ = nc_hex_digit(group >> 4);
    *to++ = nc_hex_digit(group);
    return to;
}

/* RFC 5952, except that an address mapped from IPv4 is written as the IPv4 address, as readers
 * of these records know it. */
char *
nc_text_ipv6(struct nc_packet *pkt, const uint8_t *sixteen)
{
    static const uint8_t mapped[12] = { [10] = 0xff, 0xff };
    char *text = nc_take(pkt, 40), *to = text;
    uint16_t group[8];
    int run, length;

    if (memcmp(sixteen, mapped, sizeof mapped) == 0) {
        *dotted_quad(to, sixteen + 12) = '\0';
        return text;
    }
    for (int i = 0; i < 8; i++)
        group[i] = (uint16_t)(sixteen[(size_t)i * 2] << 8 | sixteen[(size_t)i * 2 + 1]);
    run = zero_run(group, &length);
    for (int i = 0; i < 8; i++) {
        if (i == run) {
            *to++ = ':';
            *to++ = ':';
            i += length - 1;
            continue;
        }
        if (i && i != run + length)
            *to++ = ':';
        to = hexadecimal(to, group[i]);
    }
    *to = '\0';
    return text;
}

char *
nc_mac(struct nc_packet *pkt, struct nc_cursor *in)
{
    return nc_text_mac(pkt, nc_view(in, 6));
}

char *
nc_ipv4(struct nc_packet *pkt, struct nc_cursor *in)
{
    return nc_text_ipv4(pkt, nc_view(in, 4));
}

char *
nc_ipv6(struct nc_packet *pkt, struct nc_cursor *in)
{
    return nc_text_ipv6(pkt, nc_view(in, 16));
}
