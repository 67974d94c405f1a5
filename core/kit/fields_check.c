/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/fields_check.h"

#include <string.h>

static bool
is_word(const struct nc_field *f)
{
    return f->kind == NC_KIND_WORD || f->kind == NC_KIND_WORD_LE;
}

static bool
is_number(const struct nc_field *f)
{
    return f->kind == NC_KIND_UINT || f->kind == NC_KIND_UINT_LE || f->kind == NC_KIND_BITS;
}

size_t
fields_size(const struct nc_plugin *p)
{
    size_t bits = 0;

    for (const struct nc_field *f = p->fields; f && f->kind != NC_KIND_END; f++)
        bits += f->bits;
    return bits / 8;
}

/* Where on the wire the nth bit of a field is, counted from its least significant one; rows before
 * it take `at` bits. */
static size_t
place_of(const struct nc_field *fields, size_t which, size_t at, size_t n)
{
    size_t word = which, before = n, size;

    if (fields[which].kind == NC_KIND_UINT_LE)
        return at + n / 8 * 8 + 7 - n % 8;
    if (fields[which].kind != NC_KIND_BITS)
        return at + fields[which].bits - 1 - n;
    while (!is_word(&fields[--word]))
        before += fields[word].bits;
    at -= before - n;
    size = 8u * fields[word].size;
    return fields[word].kind == NC_KIND_WORD ? at + size - 1 - before
                                             : at + before / 8 * 8 + 7 - before % 8;
}

static uint64_t
number_of(const struct nc_field *f, const void *record)
{
    const uint8_t *member = (const uint8_t *)record + f->member;
    uint64_t number = 0;
    uint32_t word;

    if (f->size == sizeof number) {
        memcpy(&number, member, sizeof number);
        return number;
    }
    memcpy(&word, member, sizeof word);
    return word;
}

/* Whether all numbers of the record are 0 but this one, which is all ones. */
static void
check_record(struct trial *t, const struct nc_field *fields, size_t which, const void *record)
{
    for (size_t i = 0; fields[i].kind != NC_KIND_END; i++) {
        uint64_t ones = fields[i].bits ? UINT64_MAX >> (64 - fields[i].bits) : 0;
        uint64_t wanted = i == which ? ones : 0;

        if (fields[i].size == sizeof(uint32_t))
            wanted = (uint32_t)wanted;
        if (is_number(&fields[i]) && number_of(&fields[i], record) != wanted)
            trial_say(t,
                      "with ones in the field %s alone %s is 0x%llx, not 0x%llx: let NC_HEADER "
                      "make both .fields and .read",
                      fields[which].name, fields[i].name,
                      (unsigned long long)number_of(&fields[i], record),
                      (unsigned long long)wanted);
    }
}

static void
check_field(struct trial *t, struct driver *driver, size_t which, size_t at)
{
    const struct nc_plugin *p = &driver->plugins->list[driver->index].is;
    struct nc_packet *pkt = &driver->d.pkt;
    uint8_t bytes[NC_VIEW_MAX] = { 0 };
    const size_t size = fields_size(p);
    struct nc_cursor in = { bytes, bytes, bytes + size, NULL };
    void *record;

    for (size_t n = 0; n < p->fields[which].bits; n++) {
        size_t place = place_of(p->fields, which, at, n);

        bytes[place / 8] |= (uint8_t)(128 >> place % 8);
    }
    trial_goes_on(t, "header with one field", bytes, size);
    nc_packet_begin(pkt);
    nc_allow_work(pkt, size);
    nc_allow_elements(pkt);
    pkt->in = &in;
    record = nc_message(pkt, p->record);
    p->read(pkt, &in, record);
    if (nc_ok(&in))
        check_record(t, p->fields, which, record);
    else
        trial_say(t,
                  "refuses a header of %zu bytes, which are all that .fields has: let NC_HEADER "
                  "make both .fields and .read",
                  size);
}

void
fields_check(struct trial *t, struct driver *driver)
{
    const struct nc_plugin *p = &driver->plugins->list[driver->index].is;
    size_t at = 0;

    if (!p->read || !p->record || fields_size(p) > NC_VIEW_MAX)
        return;
    for (size_t i = 0; p->fields[i].kind != NC_KIND_END; at += p->fields[i++].bits)
        if (is_number(&p->fields[i]))
            check_field(t, driver, i, at);
}
