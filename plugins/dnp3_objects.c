/* SPDX-License-Identifier: Apache-2.0 */
/* The objects of a message, IEEE 1815-2012 section 4.2.2.7: headers, behind each of which stand its
 * objects.  Where these end only annex A knows, which gives each kind of object its size. */
#include "dnp3.h"

enum { READ = 1, FREEZE_FIRST = 7, FREEZE_LAST = 12, ENABLE = 20, ASSIGN_CLASS = 22 };
enum { ALL = 6, COUNT_FIRST = 7, COUNT_LAST = 9, VARIABLE = 11, SIZE_FIRST = 4, SIZE_LAST = 6 };
enum { VARIATIONS = 12, CLASSES = 60, STRINGS_FIRST = 110, STRINGS_LAST = 113, HEADERS_MOST = 512 };

/* Bits of an object by its variation, from 1 on; 0: there is none such, or its size varies. */
static const struct kind {
    uint8_t group, bits[VARIATIONS];
} kinds[] = {
    { 1, { 1, 8 } },
    { 2, { 8, 56, 24 } },
    { 3, { 2, 8 } },
    { 4, { 8, 56, 24 } },
    { 10, { 1, 8 } },
    { 11, { 8, 56 } },
    { 12, { 88, 88, 1 } },
    { 13, { 8, 56 } },
    { 20, { 40, 24, 40, 24, 32, 16, 32, 16 } },
    { 21, { 40, 24, 40, 24, 88, 72, 88, 72, 32, 16, 32, 16 } },
    { 22, { 40, 24, 40, 24, 88, 72, 88, 72 } },
    { 23, { 40, 24, 40, 24, 88, 72, 88, 72 } },
    { 30, { 40, 24, 32, 16, 40, 72 } },
    { 31, { 40, 24, 88, 72, 32, 16, 40, 72 } },
    { 32, { 40, 24, 88, 72, 40, 72, 88, 120 } },
    { 33, { 40, 24, 88, 72, 40, 72, 88, 120 } },
    { 34, { 16, 32, 32 } },
    { 40, { 40, 24, 40, 72 } },
    { 41, { 40, 24, 40, 72 } },
    { 42, { 40, 24, 88, 72, 40, 72, 88, 120 } },
    { 43, { 40, 24, 88, 72, 40, 72, 88, 120 } },
    { 50, { 48, 80, 48, 88 } },
    { 51, { 48, 48 } },
    { 52, { 16, 16 } },
    { 80, { 1 } },
};

/* Requests that name objects without having any. */
static bool
names_only(int32_t function)
{
    return function == READ || (function >= FREEZE_FIRST && function <= FREEZE_LAST) ||
           (function >= ENABLE && function <= ASSIGN_CLASS);
}

/* -1: nobody knows. */
static int
bits_of(const Types__DNP3Object *object, int32_t function)
{
    if (names_only(function) || object->group == CLASSES)
        return 0;
    if (object->group >= STRINGS_FIRST && object->group <= STRINGS_LAST)
        return 8 * object->variation; /* of which it is the length */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].group == object->group && object->variation >= 1 &&
            object->variation <= VARIATIONS && kinds[i].bits[object->variation - 1])
            return kinds[i].bits[object->variation - 1];
    return -1;
}

/* Start and stop, a count, or nothing; false for codes that are reserved. */
static bool
read_range(struct nc_cursor *in, Types__DNP3Object *object)
{
    int32_t code = object->range;

    if (code < ALL) {
        object->start = (uint32_t)nc_uint_le(in, (size_t)1 << code % 3);
        object->stop = (uint32_t)nc_uint_le(in, (size_t)1 << code % 3);
        nc_require(in, object->stop >= object->start, "range that ends before it begins");
        object->count = object->stop - object->start + 1;
    } else if (code >= COUNT_FIRST && code <= COUNT_LAST) {
        object->count = (uint32_t)nc_uint_le(in, (size_t)1 << (code - COUNT_FIRST));
    } else if (code == VARIABLE) {
        object->count = nc_u8(in);
    }
    return code <= COUNT_LAST || code == VARIABLE;
}

/* Each behind its size. */
static void
skip_sized(struct nc_cursor *in, const Types__DNP3Object *object)
{
    size_t width = (size_t)1 << (object->prefix - SIZE_FIRST);

    for (uint32_t i = 0; i < object->count && nc_ok(in); i++)
        nc_skip(in, (size_t)nc_uint_le(in, width));
}

/* Passes over the objects behind their header: whether their size is known. */
static bool
skip_objects(struct nc_cursor *in, const Types__DNP3Object *object, int32_t function)
{
    int bits = bits_of(object, function);
    size_t index = object->prefix ? (size_t)1 << (object->prefix - 1) : 0;

    if (object->prefix > SIZE_LAST)
        return false;
    if (object->prefix >= SIZE_FIRST) {
        skip_sized(in, object);
        return true;
    }
    if (bits < 0)
        return object->count == 0;
    if (index)
        nc_skip(in, object->count * (index + ((size_t)bits + 7) / 8));
    else
        nc_skip(in, ((size_t)bits * object->count + 7) / 8);
    return true;
}

void
dnp3_read_objects(struct nc_packet *pkt, struct nc_cursor *in, Types__DNP3 *dnp3)
{
    for (int i = 0; nc_left(in); i++) {
        Types__DNP3Object *object = nc_new(pkt, types__dnp3_object);
        uint8_t qualifier;
        bool known;

        object->group = nc_u8(in);
        object->variation = nc_u8(in);
        qualifier = nc_u8(in);
        object->prefix = qualifier >> 4 & 7;
        object->range = qualifier & 15;
        known = read_range(in, object);
        if (nc_ok(in))
            nc_push(pkt, dnp3, objects, object);
        known = known && nc_ok(in) && skip_objects(in, object, dnp3->function);
        if (known && nc_ok(in) && i < HEADERS_MOST)
            continue;
        dnp3->objectscut = nc_left(in) || !dnp3->transportfinal;
        if (!nc_ok(in) && dnp3->transportfinal)
            nc_malformed(pkt, "objects beyond the end of the message");
        return;
    }
    dnp3->objectscut = !dnp3->transportfinal;
}
