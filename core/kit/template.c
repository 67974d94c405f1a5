/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/template.h"

#include "base/beside.h"
#include "base/memory.h"
#include "base/say.h"
#include "base/textbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 20 };

const char *
template_folder(void)
{
    static char folder[PATH_MAX + 64];

    if (!*folder && !beside_build_tree("sdk/templates", "layer/plugin.c", folder, sizeof folder))
        snprintf(folder, sizeof folder, "%s", TEMPLATEDIR);
    return folder;
}

/* Its bytes, allocated; NULL with errno set. */
static char *
read_all(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = fd < 0 ? NULL : need(1, FILE_MOST);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, FILE_MOST);

    if (fd >= 0)
        close(fd);
    *size = n < 0 ? 0 : (size_t)n;
    if (n >= 0)
        return bytes;
    free(bytes);
    return NULL;
}

/* The row of the word that stands here behind its @; NULL: it is none. */
static const struct template_word *
word_at(const struct template_word *words, const char *at, size_t left)
{
    for (; words && words->word; words++) {
        size_t length = strlen(words->word);

        if (left > length && memcmp(at, words->word, length) == 0 && at[length] == '@')
            return words;
    }
    return NULL;
}

static void
replace(struct textbuf *to, const char *from, size_t size, const struct template_word *words)
{
    for (size_t i = 0; i < size; i++) {
        const struct template_word *word =
            from[i] == '@' ? word_at(words, from + i + 1, size - i - 1) : NULL;

        if (word) {
            text_string(to, word->text);
            i += strlen(word->word) + 1;
        } else {
            text_char(to, from[i]);
        }
    }
}

static bool
write_all(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, bytes, size) == (ssize_t)size;

    if (fd >= 0 && close(fd))
        ok = false;
    if (!ok)
        say_error("%s: cannot be written: %s", path, strerror(errno));
    return ok;
}

bool
template_write(const char *kind, const char *name, const char *to,
               const struct template_word *words, bool *missing)
{
    char *path = need_text("%s/%s/%s", template_folder(), kind, name);
    struct textbuf text = { .fd = -1 };
    size_t size;
    char *bytes = read_all(path, &size);
    bool ok = true;

    *missing = !bytes;
    if (bytes) {
        replace(&text, bytes, size, words);
        ok = write_all(to, text.data ? text.data : "", text.used);
    }
    textbuf_free(&text);
    free(bytes);
    free(path);
    return ok;
}
