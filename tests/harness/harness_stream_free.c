/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every plugin that reads streams. */
#include "harness_stream.h"

#include "harness_plugin.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 3000, CUTS_MAX = 600, SENTENCES_MAX = 256, MEBIBYTE = 1 << 20, PIECE = 1 << 14 };

static void (*sound_talk)(void);
static uint64_t random_state;

static uint32_t
random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 24);
}

void
stream_sound(void (*sound)(void))
{
    sound_talk = sound;
}

static size_t
played_soundly(void)
{
    new_talk();
    sound_talk();
    return play_in_pieces(0, 0);
}

void
a_sound_stream_is_claimed_and_written(void)
{
    const struct said *first;
    size_t n;

    CU_ASSERT((plugin->stream || plugin->datagram) && plugin->state_size <= NC_STATE_MAX);
    CU_ASSERT(played_soundly() > 0 || !plugin->record);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    first = all_said(&n);
    if (!plugin->probe)
        return;
    CU_ASSERT_EQUAL(answer_to((int)first->side, first->bytes, first->size), NC_YES);
    for (size_t i = 0; i < first->size; i++)
        CU_ASSERT_NOT_EQUAL(answer_to((int)first->side, first->bytes, i), NC_NO);
}

static void
spoil(struct said *said)
{
    for (size_t i = 0; i < said->size; i++)
        if (random_number() % 24 == 0)
            said->bytes[i] =
                random_number() & 1 ? (uint8_t)random_number() : " \r\n:0;,\t"[random_number() % 8];
}

/* The plugin's bounds are looked at by the sanitizers, the cursor and the records by the player. */
void
any_stream_is_survived(void)
{
    struct said *said;
    size_t n;

    random_state = 88172645463325252u;
    for (int i = 0; i < TRIES; i++) {
        new_talk();
        sound_talk();
        talk()->opened = random_number() & 1;
        said = all_said(&n);
        for (size_t k = 0; k < n; k++) {
            spoil(&said[k]);
            if (random_number() % 8 == 0)
                said[k].side = !said[k].side;
        }
        claim_anything(i & 1);
        play_in_pieces(random_number() % 3 * 7, 1 + random_number());
        CU_ASSERT(most_kept() <= STREAM_SIDE_MAX);
        if (plugin->probe)
            answer_to((int)(random_number() & 1), said->bytes, said->size);
    }
    claim_anything(false);
}

/* So that long talks take no longer than short ones. */
static size_t
stride(void)
{
    size_t n, bytes = 0;
    const struct said *said = all_said(&n);

    for (size_t i = 0; i < n; i++)
        bytes += said[i].size;
    return 1 + bytes / CUTS_MAX;
}

static void
gap_at(struct said *said, size_t n, size_t at, size_t lost)
{
    struct said *behind = said + n - 1;
    size_t size = said[0].size - at;

    if (lost > size)
        lost = size;
    *behind = said[0];
    behind->lost = lost;
    behind->size = size - lost;
    behind->bytes = malloc(behind->size ? behind->size : 1);
    memcpy(behind->bytes, said[0].bytes + at + lost, behind->size);
    said[0].size = at;
    for (struct said piece = *behind; behind > said + 1; behind--) {
        behind[0] = behind[-1];
        behind[-1] = piece;
    }
}

void
a_stream_cut_anywhere_is_survived(void)
{
    size_t whole = played_soundly(), n, step = stride();

    for (size_t k = 0; k < (all_said(&n), n); k++)
        for (size_t at = 0; at < all_said(&n)[k].size; at += step) {
            new_talk();
            sound_talk();
            for (size_t i = k; i < (all_said(&n), n); i++)
                all_said(&n)[i].size = i == k ? at : 0;
            CU_ASSERT(play_in_pieces(0, 0) <= whole);
            new_talk();
            sound_talk();
        }
}

void
a_gap_anywhere_is_survived(void)
{
    size_t n, step = played_soundly() ? stride() : 1;

    for (size_t k = 0; k < (all_said(&n), n); k++)
        for (size_t at = 0; at < all_said(&n)[k].size; at += step) {
            new_talk();
            sound_talk();
            closes(NC_CLIENT); /* a place for what comes behind the gap */
            gap_at(all_said(&n) + k, (all_said(&n), n) - k, at, 1 + at % 9);
            play_in_pieces(at & 1 ? 5 : 0, at + 1);
            CU_ASSERT(most_kept() <= STREAM_SIDE_MAX);
            new_talk();
            sound_talk();
        }
}

static void
say_garbage(int side, bool text)
{
    uint8_t *bytes = malloc(PIECE);

    for (int said = 0; said < MEBIBYTE; said += PIECE) {
        for (int i = 0; i < PIECE; i++)
            bytes[i] =
                text ? (uint8_t)("GET /\r\n:;0 "[random_number() % 11]) : (uint8_t)random_number();
        says(side, bytes, PIECE);
    }
    free(bytes);
}

/* Behind a sound beginning, so that a plugin does not just turn away. */
void
a_mebibyte_of_anything_stays_within_bounds(void)
{
    random_state = 2463534242u;
    for (int way = 0; way < 4; way++) {
        new_talk();
        if (way & 1)
            sound_talk();
        say_garbage(NC_CLIENT, way & 2);
        say_garbage(NC_SERVER, way & 2);
        claim_anything(true);
        play_in_pieces(0, 0);
        CU_ASSERT(left_unread(NC_CLIENT) <= STREAM_SIDE_MAX + PIECE);
        CU_ASSERT(left_unread(NC_SERVER) <= STREAM_SIDE_MAX + PIECE);
        CU_ASSERT(most_kept() <= STREAM_SIDE_MAX);
    }
    claim_anything(false);
}

static void
it_says_which_streams_it_reads(void)
{
    CU_ASSERT(plugin->abi == NC_ABI && plugin->size == sizeof *plugin);
    for (const char *c = plugin->name; *c; c++)
        CU_ASSERT(isalnum((unsigned char)*c));
    CU_ASSERT(strlen(plugin->about) > 0 && !strchr(plugin->about, '\n'));
    if (plugin->record)
        CU_ASSERT(plugin->type > 0 && strcmp(plugin->record->short_name, plugin->name) == 0);
    CU_ASSERT(plugin->probe || plugin->on);
    CU_ASSERT(plugin->decode == NULL && plugin->fields == NULL);
}

int
stream_sentences(const char *stem, void (*sound)(void), const struct sentence *own)
{
    static const struct sentence free_ones[] = {
        SENTENCE(it_says_which_streams_it_reads), STREAM_SENTENCES, SENTENCES_END
    };
    static struct sentence all[SENTENCES_MAX];
    size_t n = 0;

    load_plugin(stem);
    stream_sound(sound);
    for (; own->text && n + sizeof free_ones / sizeof *free_ones < SENTENCES_MAX; own++)
        all[n++] = *own;
    memcpy(all + n, free_ones, sizeof free_ones);
    return sentences(stem, all);
}
