/* SPDX-License-Identifier: Apache-2.0 */
#include "readable.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEAP = 16 << 20, WHY_MAX = 160 };

/* Of the messages unpacked: malloc() would take most of the time. */
static uint8_t *heap;
static size_t heap_used;

static void *
get_memory(void *unused, size_t size)
{
    void *at = heap + heap_used;

    (void)unused;
    if (size > HEAP - heap_used)
        return NULL;
    heap_used += (size + 15) & ~(size_t)15;
    return at;
}

static void
return_memory(void *unused, void *memory)
{
    (void)unused;
    (void)memory;
}

/* RFC 3629, read by what a character may be rather than by what its bytes may be. */
static bool
is_utf8(const char *text)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    const uint8_t *at = (const uint8_t *)text;

    while (*at) {
        int more = *at < 0x80       ? 0
                   : *at >> 5 == 6  ? 1
                   : *at >> 4 == 14 ? 2
                   : *at >> 3 == 30 ? 3
                                    : -1;
        uint32_t c = more < 0 ? 0 : *at & (more ? 0x3fu >> more : 0x7fu);

        if (more < 0)
            return false;
        at++;
        for (int i = 0; i < more; i++, at++) {
            if (*at >> 6 != 2)
                return false;
            c = c << 6 | (*at & 0x3f);
        }
        if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
            return false;
    }
    return true;
}

/* The name of a member that holds text which is not UTF-8; NULL for none. */
static const char *
bad_text(const ProtobufCMessage *m)
{
    for (unsigned f = 0; f < m->descriptor->n_fields; f++) {
        const ProtobufCFieldDescriptor *field = &m->descriptor->fields[f];
        const uint8_t *member = (const uint8_t *)m + field->offset;
        size_t n = 1;
        void *const *list = (void *const *)member;

        if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            n = *(const size_t *)((const uint8_t *)m + field->quantifier_offset);
            list = *(void *const *const *)member;
        }
        for (size_t i = 0; i < n; i++) {
            const char *name = NULL;

            if (field->type == PROTOBUF_C_TYPE_STRING)
                name = list[i] && !is_utf8(list[i]) ? field->name : NULL;
            else if (list[i])
                name = bad_text(list[i]);
            if (name)
                return name;
        }
    }
    return NULL;
}

const char *
unreadable(const struct nc_plugin *plugin, const uint8_t *bytes, size_t size)
{
    static ProtobufCAllocator allocator = { get_memory, return_memory, NULL };
    static char why[WHY_MAX];
    ProtobufCMessage *message = NULL;
    size_t length = 0, n = 0;
    const char *name;

    if (!heap && !(heap = malloc(HEAP)))
        abort();
    do
        length |= (size_t)(bytes[n] & 127) << (7 * n);
    while (bytes[n++] > 127 && n < size);
    heap_used = 0;
    if (length == size - n)
        message = protobuf_c_message_unpack(plugin->record, &allocator, length, bytes + n);
    if (!message)
        snprintf(why, sizeof why, "a record of %s cannot be read back", plugin->name);
    else if ((name = bad_text(message)))
        snprintf(why, sizeof why, "a record of %s has text in %s that is not UTF-8",
                 plugin->name, name);
    else
        return NULL;
    return why;
}
