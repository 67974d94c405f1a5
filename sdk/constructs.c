/* SPDX-License-Identifier: Apache-2.0 */
/* Constructs of several protocols that are easy to get wrong, done once. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* 255 bytes on the wire, of which the first length and the root are not in the text. */
enum { TEXT_MAX = 253, LABEL_MAX = 63, LABELS_MAX = 127, POINTER = 0xc0 };

/* Adds a label to the text; false when the name becomes too long. */
static bool
add_label(ProtobufCBinaryData *text, ProtobufCBinaryData label)
{
    if (text->len + (text->len != 0) + label.len > TEXT_MAX)
        return false;
    if (text->len)
        text->data[text->len++] = '.';
    if (label.len)
        memcpy(text->data + text->len, label.data, label.len);
    text->len += label.len;
    return true;
}

ProtobufCBinaryData
nc_domain_name(struct nc_packet *pkt, struct nc_cursor *message)
{
    uint8_t text_bytes[TEXT_MAX];
    ProtobufCBinaryData text = { 0, text_bytes };
    struct nc_cursor jump, *at = message;
    size_t before = nc_tell(message); /* where the part of the name being read begins */
    int jumps = 0;                    /* a chain of bare pointers could be thousands long */

    for (uint8_t n; (n = nc_u8(at)) != 0 && nc_ok(at) && nc_ok(message);) {
        nc_require(message, nc_tick(pkt, 1), nc_no_ticks);
        if ((n & POINTER) == POINTER) {
            size_t target = (size_t)(n & ~POINTER) << 8 | nc_u8(at);

            nc_require(message, nc_ok(at) && target < before, "name points forward or to itself");
            nc_require(message, ++jumps <= LABELS_MAX, "name with more pointers than labels");
            jump = nc_window(message, target, before);
            at = &jump;
            before = target;
            continue;
        }
        ProtobufCBinaryData label = nc_bytes(at, n);

        nc_require(at, n <= LABEL_MAX, "label of an unknown kind");
        if (nc_ok(at))
            nc_require(at, add_label(&text, label), "name longer than 255 bytes");
    }
    if (!nc_ok(at))
        nc_fail(message, at->failed);
    if (!nc_ok(message) || !text.len)
        return (ProtobufCBinaryData){ 0, NULL };
    text.data = memcpy(nc_alloc(pkt, text.len), text_bytes, text.len);
    return text;
}

size_t
nc_find(const struct nc_cursor *in, size_t n, const void *bytes, size_t size)
{
    const uint8_t *at = in->pos, *found;
    size_t left = n < nc_left(in) ? n : nc_left(in);

    if (!size)
        return NC_NOT_FOUND;
    for (; left >= size; left -= (size_t)(found + 1 - at), at = found + 1) {
        found = memchr(at, *(const uint8_t *)bytes, left - size + 1);
        if (!found)
            return NC_NOT_FOUND;
        if (memcmp(found, bytes, size) == 0)
            return (size_t)(found - in->pos);
    }
    return NC_NOT_FOUND;
}

char *
nc_format(struct nc_packet *pkt, const char *format, ...)
{
    va_list values, again;
    char *text;
    int size;

    va_start(values, format);
    va_copy(again, values);
    size = vsnprintf(NULL, 0, format, values);
    va_end(values);
    text = nc_alloc(pkt, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0 && size < NC_ALLOC_MAX)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

struct nc_cursor
nc_join(struct nc_packet *pkt, const ProtobufCBinaryData *pieces, size_t n)
{
    size_t size = 0, at = 0;
    const uint8_t *all;

    for (size_t i = 0; i < n; i++)
        size += pieces[i].len;
    all = n == 1 && size ? pieces->data : nc_take(pkt, size);
    if (!nc_ok(pkt->in))
        return (struct nc_cursor){ nc_zeros, nc_zeros, nc_zeros, nc_reason(pkt->in) };
    for (size_t i = 0; n > 1 && i < n; at += pieces[i++].len)
        if (pieces[i].len)
            memcpy((uint8_t *)all + at, pieces[i].data, pieces[i].len);
    return (struct nc_cursor){ all, all, all + size, NULL };
}

bool
nc_ip_option(struct nc_cursor *list, struct nc_tlv *option)
{
    if (!nc_left(list))
        return false;
    *option = (struct nc_tlv){ .type = nc_u8(list), .length = 1 };
    if (option->type <= 1)
        return true;
    option->length = nc_u8(list);
    nc_require(list, option->length >= 2, "option length below 2");
    if (nc_ok(list))
        option->value = nc_bytes(list, option->length - 2u);
    return nc_ok(list);
}
