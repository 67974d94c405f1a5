/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/diff_match.h"

#include "base/keyhash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A record that waits, a copy. */
struct item {
    uint64_t key; /* of its time: only runs that number packets have their numbers */
    struct diff_bytes is;
};

/* The next records of a run, or those it has alone. */
struct queue {
    struct item items[DIFF_WINDOW];
    size_t first, n, bytes;
};

struct match {
    struct record_file *const *files;
    struct diff_fields *fields;
    struct diff_counts *counts;
    bool alike;    /* the schemas are the same: so are equal bytes */
    struct queue next[2], alone[2];
};

static struct item *
item_at(struct queue *q, size_t i)
{
    return &q->items[(q->first + i) % DIFF_WINDOW];
}

static void
drop_first(struct queue *q)
{
    struct item *it = item_at(q, 0);

    q->bytes -= it->is.size;
    free((void *)(uintptr_t)it->is.bytes);
    q->first = (q->first + 1) % DIFF_WINDOW;
    q->n--;
}

static void
add_last(struct queue *q, const struct item *it)
{
    uint8_t *copy = need(it->is.size + 1, 1);

    memcpy(copy, it->is.bytes, it->is.size);
    *item_at(q, q->n++) = (struct item){ it->key, { copy, it->is.size } };
    q->bytes += it->is.size;
}

/* Takes one out of the middle. */
static void
drop(struct queue *q, size_t at)
{
    struct item out = *item_at(q, at);

    for (; at > 0; at--)
        *item_at(q, at) = *item_at(q, at - 1);
    *item_at(q, 0) = out;
    drop_first(q);
}

static uint64_t
key_of(struct match *m, int run, const struct diff_bytes *of)
{
    struct diff_place place = diff_fields_place(m->fields, run, of);

    return keyhash(0, place.time, strlen(place.time));
}

static void
take_in(struct match *m, int run, const struct diff_bytes *is)
{
    add_last(&m->next[run], &(struct item){ key_of(m, run, is), *is });
    m->counts->records[run]++;
}

/* False at the end, or when no more may wait. */
static bool
read_one(struct match *m, int run)
{
    struct queue *q = &m->next[run];
    struct diff_bytes is;

    if (q->n == DIFF_WINDOW || (q->n && q->bytes > DIFF_MEMORY / 4))
        return false;
    is.bytes = record_file_next(m->files[run], &is.size);
    if (is.bytes)
        take_in(m, run, &is);
    return is.bytes;
}

static bool
has(struct match *m, int run, size_t n)
{
    while (m->next[run].n < n)
        if (!read_one(m, run))
            return false;
    return true;
}

static bool
is_equal(struct match *m, const struct diff_bytes of[2])
{
    const char *damage;

    if (of[0].size == of[1].size && m->alike && memcmp(of[0].bytes, of[1].bytes, of[0].size) == 0)
        return true;
    return diff_fields_same(m->fields, of, &damage);
}

static void
count_pair(struct match *m, const struct diff_bytes of[2])
{
    if (is_equal(m, of)) {
        m->counts->equal++;
        return;
    }
    m->counts->differ++;
    diff_fields_take(m->fields, of);
}

/* As long as none waits, and the bytes of both are equal, nothing else of them matters. */
static void
take_equal(struct match *m)
{
    while (m->alike && !m->next[0].n && !m->next[1].n) {
        struct diff_bytes of[2];

        for (int run = 0; run < 2; run++)
            of[run].bytes = record_file_next(m->files[run], &of[run].size);
        if (!of[0].bytes && !of[1].bytes)
            return;
        if (of[0].bytes && of[1].bytes && of[0].size == of[1].size &&
            memcmp(of[0].bytes, of[1].bytes, of[0].size) == 0) {
            m->counts->equal++;
            m->counts->records[0]++;
            m->counts->records[1]++;
            continue;
        }
        for (int run = 0; run < 2; run++)
            if (of[run].bytes)
                take_in(m, run, &of[run]);
    }
}

/* ---- what a run has alone ---- */

static void
count_alone(struct match *m, int run, const struct item *it)
{
    const struct diff_place place = diff_fields_place(m->fields, run, &it->is);
    uint64_t n = m->counts->alone[run]++;
    struct textbuf text = { .fd = -1 };

    if (n >= DIFF_EXAMPLES)
        return;
    diff_place_print(&place, &text);
    text_char(&text, '\0');
    m->counts->examples[run][n] = text.data;
}

/* It may go with one that the other run had alone until now. */
static void
set_aside(struct match *m, int run, const struct item *it)
{
    struct queue *mine = &m->alone[run], *others = &m->alone[!run];

    for (size_t i = 0; i < others->n; i++) {
        const struct item *other = item_at(others, i);

        if (other->key != it->key)
            continue;
        count_pair(m, run ? (const struct diff_bytes[]){ other->is, it->is }
                          : (const struct diff_bytes[]){ it->is, other->is });
        drop(others, i);
        return;
    }
    while (mine->n && (mine->n == DIFF_WINDOW || mine->bytes > DIFF_MEMORY / 4)) {
        count_alone(m, run, item_at(mine, 0));
        drop_first(mine);
    }
    add_last(mine, it);
}

static void
pass_over(struct match *m, int run, size_t n)
{
    for (; n; n--) {
        set_aside(m, run, item_at(&m->next[run], 0));
        drop_first(&m->next[run]);
    }
}

/* ---- where both go on ---- */

/* By key, which of the first records of a run has it. */
struct places {
    struct {
        uint64_t key;
        uint32_t at; /* + 1; 0: nobody */
    } list[4 * DIFF_WINDOW];
};

static void
note_place(struct places *p, uint64_t key, uint32_t at)
{
    size_t i = key % (4 * DIFF_WINDOW);

    while (p->list[i].at && p->list[i].key != key)
        i = (i + 1) % (4 * DIFF_WINDOW);
    if (!p->list[i].at) {
        p->list[i].key = key;
        p->list[i].at = at + 1;
    }
}

/* SIZE_MAX: nowhere. */
static size_t
place_of(const struct places *p, uint64_t key)
{
    size_t i = key % (4 * DIFF_WINDOW);

    while (p->list[i].at && p->list[i].key != key)
        i = (i + 1) % (4 * DIFF_WINDOW);
    return p->list[i].at ? p->list[i].at - 1 : SIZE_MAX;
}

/* The nearest pair among the first records of both, in at[]; false when there is none. */
static bool
nearest(struct match *m, size_t among, size_t at[2])
{
    struct places *places = need(1, sizeof *places);
    size_t n[2], best = SIZE_MAX;

    for (int i = 0; i < 2; i++)
        n[i] = m->next[i].n < among ? m->next[i].n : among;
    for (size_t i = 0; i < n[1]; i++)
        note_place(places, item_at(&m->next[1], i)->key, (uint32_t)i);
    for (size_t i = 0; i < n[0] && i < best; i++) {
        size_t other = place_of(places, item_at(&m->next[0], i)->key);

        if (other != SIZE_MAX && i + other < best) {
            best = i + other;
            at[0] = i;
            at[1] = other;
        }
    }
    free(places);
    return best != SIZE_MAX;
}

/* Passes over what stands before it, in both. */
static void
find_way(struct match *m)
{
    size_t among = 16, at[2] = { 0, 0 };
    bool more;

    do {
        more = has(m, 0, among);
        more = has(m, 1, among) || more;
        if (nearest(m, among, at)) {
            pass_over(m, 0, at[0]);
            pass_over(m, 1, at[1]);
            return;
        }
        among *= 4;
    } while (more && among <= DIFF_WINDOW);
    pass_over(m, 0, m->next[0].n);
    pass_over(m, 1, m->next[1].n);
}

/* Of several of one time and packet, and there may be many where nothing tells them, those that
 * are equal go together first. */
enum { ALIKE_MOST = 32 };

static size_t
equal_to_first(struct match *m, int run)
{
    uint64_t key = item_at(&m->next[run], 0)->key;
    const struct diff_bytes first = item_at(&m->next[!run], 0)->is;

    for (size_t i = 1; i < ALIKE_MOST && has(m, run, i + 1); i++) {
        const struct item *it = item_at(&m->next[run], i);
        const struct diff_bytes of[] = { run ? first : it->is, run ? it->is : first };

        if (it->key != key)
            break;
        if (is_equal(m, of))
            return i;
    }
    return 0;
}

/* Both begin with records of the same time and packet. */
static void
take_first(struct match *m)
{
    struct diff_bytes of[] = { item_at(&m->next[0], 0)->is, item_at(&m->next[1], 0)->is };
    size_t skip[2] = { 0, 0 };

    if (!is_equal(m, of)) {
        skip[1] = equal_to_first(m, 1);
        skip[0] = skip[1] ? 0 : equal_to_first(m, 0);
    }
    if (skip[0] || skip[1]) {
        pass_over(m, 0, skip[0]);
        pass_over(m, 1, skip[1]);
        return;
    }
    count_pair(m, of);
    drop_first(&m->next[0]);
    drop_first(&m->next[1]);
}

static void
end_alone(struct match *m, int run)
{
    while (m->alone[run].n) {
        count_alone(m, run, item_at(&m->alone[run], 0));
        drop_first(&m->alone[run]);
    }
}

/* As the files have them, to the byte. */
static bool
schemas_are_same(struct record_file *const files[2])
{
    const ProtobufCBinaryData *a = &record_file_header(files[0])->schema;
    const ProtobufCBinaryData *b = &record_file_header(files[1])->schema;

    return a->len == b->len && (!a->len || memcmp(a->data, b->data, a->len) == 0);
}

void
diff_match(struct record_file *const files[2], struct diff_fields *fields,
           struct diff_counts *counts)
{
    struct match *m = need(1, sizeof *m);
    bool more[2];

    m->files = files;
    m->fields = fields;
    m->counts = counts;
    m->alike = schemas_are_same(files);
    take_equal(m);
    for (;;) {
        more[0] = has(m, 0, 1);
        more[1] = has(m, 1, 1);
        if (!more[0] && !more[1])
            break;
        if (!more[0] || !more[1])
            pass_over(m, more[0] ? 0 : 1, 1);
        else if (item_at(&m->next[0], 0)->key == item_at(&m->next[1], 0)->key)
            take_first(m);
        else
            find_way(m);
        take_equal(m);
    }
    end_alone(m, 0);
    end_alone(m, 1);
    free(m);
}

void
diff_counts_end(struct diff_counts *counts)
{
    for (int run = 0; run < 2; run++)
        for (int i = 0; i < DIFF_EXAMPLES; i++)
            free(counts->examples[run][i]);
}
