/* SPDX-License-Identifier: Apache-2.0 */
/* How far the files of a folder have been acknowledged by one destination that they are sent to, as
 * those of one sensor: a file in that folder, .send-HASH, where HASH is of "SENSOR URL".  It is
 * lines of text:
 *
 *     netcap-send 2 SENSOR URL
 *     ID DONE RAW BASE WHOLE
 *
 * ID is a file's (source/file_id.h), 32 hexadecimal digits.  DONE counts bytes of the file's
 * messages, unpacked, that are acknowledged; at RAW, a byte of the file as it stands, a block
 * begins that has the message bytes from BASE on, BASE <= DONE: where reading goes on.  WHOLE is 1
 * once the file was closed by who wrote it, and all of it is acknowledged; else 0.  Lines are
 * appended, a later one of the same ID counts, and a last one without its end does not; so a kill
 * at any moment costs at most what was acknowledged last, which is then sent, and recognised, once
 * more. */
#ifndef POSITION_H
#define POSITION_H

#include "base/say.h"
#include "source/file_id.h"

struct position_mark {
    struct file_id id;
    uint64_t done, raw, base;
    bool whole;
};

struct position {
    char *path;
    char *whose; /* "SENSOR URL", as it says; NULL: it says nothing */
    int fd; /* -1: it is only read */
    struct position_mark *marks; /* a table by id: open addressing, a power of two */
    bool *taken;
    size_t size, count;
    size_t lines; /* of the file: made anew when most are of no use */
    int failed_by; /* errno of what was said last, */
    double said;   /* and when: clock_seconds() */
};

#define POSITION_PREFIX ".send-"

/* Reads that of a destination and has it for itself, made if it is missing; STATUS_USAGE, and it is
 * said, when another process sends there. */
enum status position_open(struct position *, const char *folder, const char *sensor,
                          const char *url);

/* Only reads what stands there; false when it is none, or with errno set when it cannot be read. */
bool position_read(struct position *, const char *path);
void position_close(struct position *);

/* What is known of a file; NULL: nothing. */
const struct position_mark *position_find(const struct position *, const struct file_id *);

/* Takes note, also on disk; false, and it is said once a minute for each reason, when it cannot be
 * written. */
bool position_note(struct position *, const struct position_mark *);

/* Whether most lines are of no use any more; then it is made anew, without files for which `there`
 * is false. */
bool position_is_long(const struct position *);
bool position_forget(struct position *, bool (*there)(void *context, const struct file_id *),
                     void *context);

#endif
