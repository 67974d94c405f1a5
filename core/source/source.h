/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a file, decompressed on the way: gzip (many members too), zstd, xz, lz4, or as they
 * are. */
#ifndef SOURCE_H
#define SOURCE_H

#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct source;

/* path "-" is standard input.  The compression is recognised by the first bytes, never by the
 * name.  NULL with errno set when the file cannot be opened. */
struct source *source_open(const char *path);

/* What is unpacked may be so many bytes, and so many times what has been taken of the file; more
 * counts as damage.  Without it there is no limit. */
void source_limit(struct source *, uint64_t bytes, uint64_t ratio);

/* The ratio counts this much of a file at least. */
#define SOURCE_RATIO_FROM ((uint64_t)64 << 10)

/* Sums up the bytes of the file as they are read; to be called before the first. */
void source_sum(struct source *);

/* The SHA-256 of all the file, of which the rest is read if there is one, and nothing can be read
 * any more; how many bytes that are.  NULL, or why there is none. */
const char *source_digest(struct source *, char to[DIGEST_TEXT], uint64_t *size);

/* A file that still grows: at its end more may come, and SOURCE_WAIT says so, until this is false
 * again. */
void source_follow(struct source *, bool grows);

/* Up to size bytes, as many as there are at once: 0 at the end, -1 once damage is met (all
 * bytes before it have been given first).  Blocks at most wait_ms for a pipe that has nothing
 * (-1: for ever); then, or when a signal or another reader ended the wait, or much was taken of a
 * file that gave nothing, returns SOURCE_WAIT. */
ssize_t source_read(struct source *, void *to, size_t size, int wait_ms);
#define SOURCE_WAIT ((ssize_t)-2)

/* One sentence on the damage: what, and at which byte of the file; NULL without damage. */
const char *source_damage(const struct source *);
const char *source_compression(const struct source *); /* "gzip", "zstd", "xz", "lz4" or "none" */
uint64_t source_position(const struct source *);       /* bytes of the file taken so far */
void source_close(struct source *);

/* Where in the file the member or frame begins that the bytes given last are of: all before it are
 * whole, their checksums right. */
uint64_t source_member(const struct source *);

/* How many of the bytes given last are of a member whose end has not been reached: nothing is known
 * of its checksum.  0 where nothing is compressed. */
uint64_t source_open_bytes(const struct source *);

/* Goes on there, where a member begins, as if nothing had been damaged; false when the file is not
 * compressed, or a pipe. */
bool source_resume(struct source *, uint64_t at);

/* Where, from there on, the first bytes stand that a member begins with, which may be chance or
 * somebody's doing; source_resume() must follow.  False when nowhere, or as above. */
bool source_find(struct source *, uint64_t from, uint64_t *at);

/* The file's own bytes there, and how many there are; what is read next stays the same. */
size_t source_peek(const struct source *, uint64_t at, uint8_t *to, size_t size);

#endif
