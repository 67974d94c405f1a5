/* SPDX-License-Identifier: Apache-2.0 */
/* What a file of records is known by, whatever it is called and wherever it lies: the first bytes
 * of the SHA-256 of its first message, the header, without the length before it.  A header names
 * the run and the set that the file is of, so that no two files have the same; of runs without a
 * name it is what they read, when, and with which settings, and files that are alike in all that
 * are alike in their records. */
#ifndef FILE_ID_H
#define FILE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FILE_ID = 16,
    FILE_ID_TEXT = 2 * FILE_ID + 1,
    FILE_HEADER_MOST = 4 << 20, /* bytes of a header that is read */
};

struct file_id {
    uint8_t bytes[FILE_ID];
};

struct file_id file_id_of(const uint8_t *header, size_t size);
bool file_id_same(const struct file_id *, const struct file_id *);

/* In hexadecimal, small letters; and back, of a text's beginning: false when none is there. */
void file_id_text(const struct file_id *, char to[FILE_ID_TEXT]);
bool file_id_read(struct file_id *, const char *text);

#endif
