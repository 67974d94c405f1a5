/* SPDX-License-Identifier: Apache-2.0 */
/* The file with the key that everything is replaced by: who has it can undo that. */
#ifndef KEY_FILE_H
#define KEY_FILE_H

#include "anonymize/pan.h"
#include "base/say.h"

/* 64 digits of hexadecimal, or 32 bytes as they are.  Not STATUS_DONE, and it is said, when it
 * cannot be read, is no key, or others may read it, too. */
enum status key_file_read(const char *path, uint8_t key[PAN_KEY]);

/* A new one, which nobody else may read; nothing that is there is replaced. */
enum status key_file_make(const char *path);

#endif
