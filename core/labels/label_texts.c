/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_texts.h"

#include "base/keyhash.h"
#include "parquet/utf8_text.h"

#include <stdlib.h>

enum { SEED = 1 }; /* long chains take many labels, which are bounded, and no packet's sender */

static uint32_t *
place_of(const struct label_texts *texts, const char *text, size_t size)
{
    size_t at = keyhash(SEED, text, size);

    for (;; at++) {
        uint32_t *place = &texts->places[at & (texts->n_places - 1)];

        if (!*place || strcmp(texts->list[*place - 1].text, text) == 0)
            return place;
    }
}

static void
make_places(struct label_texts *texts)
{
    free(texts->places);
    texts->n_places = texts->n_places ? 2 * texts->n_places : 1024;
    texts->places = need(texts->n_places, sizeof *texts->places);
    for (size_t i = 0; i < texts->count; i++)
        *place_of(texts, texts->list[i].text, strlen(texts->list[i].text)) = (uint32_t)i + 1;
}

static uint32_t
add(struct label_texts *texts, const char *text, size_t size)
{
    uint32_t *place;
    char *copy;

    if (2 * (texts->count + 1) > texts->n_places)
        make_places(texts);
    place = place_of(texts, text, size);
    if (*place)
        return *place - 1;
    if (texts->count == texts->size) {
        texts->size = 2 * texts->size + 64;
        texts->list = grow(texts->list, texts->size * sizeof *texts->list);
    }
    copy = pool_take(&texts->pool, size + 1);
    memcpy(copy, text, size);
    texts->list[texts->count] = (struct label_text){ copy, 0 };
    *place = (uint32_t)++texts->count;
    return *place - 1;
}

uint32_t
label_texts_add(struct label_texts *texts, const char *text)
{
    size_t size = strlen(text);
    struct textbuf whole = { .fd = -1 };
    uint32_t which;

    if (size > LABEL_TEXT_MOST)
        return UINT32_MAX;
    if (utf8_text_size((const uint8_t *)text, size) == size)
        return add(texts, text, size);
    utf8_text(&whole, (const uint8_t *)text, size);
    size = whole.used;
    text_char(&whole, '\0');
    which = add(texts, whole.data, size);
    textbuf_free(&whole);
    return which;
}

void
label_texts_free(struct label_texts *texts)
{
    free(texts->list);
    free(texts->places);
    pool_free(&texts->pool);
}
