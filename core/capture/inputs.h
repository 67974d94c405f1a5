/* SPDX-License-Identifier: Apache-2.0 */
/* The capture files a command line names: files, those in folders, standard input. */
#ifndef INPUTS_H
#define INPUTS_H

#include "base/say.h"

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

struct input {
    char *path;   /* "-" is standard input */
    dev_t device; /* what it was when it was listed, */
    ino_t inode;  /* whatever it is called, */
    uint64_t size;
    struct timespec modified;
};

struct inputs {
    struct input *list;
    size_t n, size;
    uint64_t total; /* bytes of them all; 0 when not known */
    bool missed;    /* some files of a folder cannot be read, which was said */
};

/* Checks each name and lists the files of folders in byte-wise order of name, but in a folder of
 * records those that netcapd wrote.  Says what is wrong. */
enum status inputs_list(struct inputs *, const char *const *names, size_t n);

/* As it is now. */
struct input input_of(char *path, const struct stat *);

/* What is visible in a folder in byte-wise order of name, but in a folder of records what netcapd
 * wrote, of which it tells how many they are.  As scandir() does: -1 with errno. */
int inputs_scan(const char *folder, struct dirent ***entries, int *ours);

/* Says of a folder that those were left. */
void inputs_say_ours(const char *folder, int ours);

/* The input that is this file; NULL when none is. */
const char *inputs_find(const struct inputs *, const struct stat *);
void inputs_free(struct inputs *);

#endif
