/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sender_state.h"

#include "base/clock.h"
#include "base/path.h"
#include "output/send_state.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOTE_SECONDS 1.0

/* Bytes of a file as it stands that are not acknowledged. */
static uint64_t
backlog(const struct sender *s, const struct sent_file *file)
{
    struct stat about = { .st_size = 0 };
    uint64_t size;
    char *path;

    if (file->state == SENT_DONE || file->state == SENT_DAMAGED || file->state == SENT_PASSED ||
        (file->state == SENT_RUNS && !file->has_more && !file->n_put))
        return 0;
    if (file->open) {
        fstat(file->open->fd, &about);
    } else {
        path = path_join(s->is->folder, file->name, "");
        if (stat(path, &about))
            about.st_size = 0;
        free(path);
    }
    if (about.st_size == file->size)
        return 0;
    size = (uint64_t)about.st_size;
    return size > file->mark.raw ? size - file->mark.raw : 0;
}

static void
note(const struct sender *s, enum send_is is)
{
    struct send_state state = { .is = is, .updated = time(NULL), .acknowledged = s->acknowledged };

    snprintf(state.to, sizeof state.to, "%s", s->is->to);
    for (size_t i = 0; i < s->files.count; i++) {
        const struct sent_file *file = s->files.list[i];

        state.blocks += file->n_put;
        state.bytes += backlog(s, file);
    }
    send_state_note(s->noted_in, &state);
}

void
sender_state_open(struct sender *s)
{
    s->noted_in = s->is->position ? send_state_open(s->is->position->path) : -1;
}

void
sender_state_note(struct sender *s)
{
    double now = clock_seconds();

    if (s->noted_in < 0 || now - s->noted < NOTE_SECONDS)
        return;
    s->noted = now;
    note(s, s->ready ? SEND_CONNECTED : SEND_WAITS);
}

void
sender_state_close(struct sender *s)
{
    if (s->noted_in < 0)
        return;
    note(s, SEND_ENDED);
    close(s->noted_in);
}
