/* SPDX-License-Identifier: Apache-2.0 */
/* The folder that a run writes to, and has for itself.
 *
 * All that is done in it is done through its descriptor: whoever puts another folder in its place
 * meanwhile changes nothing of where files go. */
#ifndef OUT_FOLDER_H
#define OUT_FOLDER_H

#include "base/say.h"

#include <stdbool.h>
#include <sys/types.h>

struct out_folder {
    const char *path; /* for people; the caller keeps it */
    int fd;
    int lock;           /* a file in it; the lock goes with the process, however that ends */
    unsigned file_mode; /* of what is made in it, as far as the umask lets */
    bool overwrite;     /* the .part file of an earlier run may be replaced */
};

/* Makes each part of the path that is missing, and tells `take`, if there is one, the descriptor
 * of each that was made, which may refuse it.  By descriptors: whoever puts something else in the
 * place of a part meanwhile changes nothing of what is taken.  False with errno set. */
bool out_folder_make(const char *path, unsigned file_mode, bool (*take)(int fd));

/* Makes the path, and locks the folder.  Says what is wrong: STATUS_USAGE when
 * another run has the folder, STATUS_FAILED when files cannot be made in it. */
enum status out_folder_open(struct out_folder *, const char *path, unsigned file_mode,
                            bool overwrite);

/* The same of a folder that is no option's: says nothing, `why` is what is wrong. */
enum { OUT_FOLDER_WHY = 120 };
enum status out_folder_try(struct out_folder *, const char *path, unsigned file_mode,
                           bool overwrite, char why[OUT_FOLDER_WHY]);

/* Of a folder for such files: who may read them may look into it. */
mode_t out_folder_mode(unsigned file_mode);

/* Whether something has that name in it, or may have. */
bool out_folder_has(const struct out_folder *, const char *name);

/* Whether it is the folder at that path. */
bool out_folder_is(const struct out_folder *, const char *path);

/* All names in it at once, for who asks after many. */
struct folder_names {
    char **names;
    size_t n;
    bool unknown; /* it cannot be looked through: it may have any name */
};

struct folder_names out_folder_names(const struct out_folder *);
bool folder_names_have(const struct folder_names *, const char *name);
void folder_names_free(struct folder_names *);

/* Sees to it that the names of its files outlast a power cut; false with errno set. */
bool out_folder_sync(const struct out_folder *);

/* Puts on disk what a file or folder holds; false with errno set.  Some file systems have nothing
 * to do there, and say so: that is well. */
bool disk_sync(int fd);

/* The process that has a folder; 0: none has; -1 with errno: that cannot be told, with ESRCH that
 * one has which cannot be seen from here.  Not to be asked by who has it: that gives it free. */
long out_folder_holder(const char *path);

/* Gives it free for the next run. */
void out_folder_close(struct out_folder *);

#endif
