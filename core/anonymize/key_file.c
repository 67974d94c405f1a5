/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/key_file.h"

#include "base/out_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/base16.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS = 2 * PAN_KEY, LONGEST = DIGITS + 2, MODE = 0600, OTHERS = 0077 };

#define EXPECTED "expected 64 hexadecimal digits or 32 bytes, as --make-key writes them"

static enum status
cannot(const char *path, const char *what)
{
    say_error("%s: the key cannot be %s: %s", path, what, strerror(errno));
    return STATUS_FAILED;
}

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether that is a key; one of equal bytes is nobody's. */
static bool
decode(const uint8_t *text, size_t size, uint8_t key[PAN_KEY])
{
    struct base16_decode_ctx digits;
    size_t count = PAN_KEY;

    base16_decode_init(&digits);
    if (size == PAN_KEY)
        memcpy(key, text, PAN_KEY);
    while (size > PAN_KEY && is_space(text[size - 1]))
        size--;
    if (size != PAN_KEY &&
        (size != DIGITS || !base16_decode_update(&digits, &count, key, size, (const char *)text) ||
         !base16_decode_final(&digits) || count != PAN_KEY))
        return false;
    return memcmp(key, key + 1, PAN_KEY - 1) != 0;
}

/* Keys of printable characters alone are made by nobody but people: of random ones it is one in
 * 10^13. */
static bool
is_phrase(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_space(text[i]) && (text[i] < ' ' || text[i] > '~'))
            return false;
    return size == PAN_KEY;
}

static enum status
take(const char *path, int fd, uint8_t key[PAN_KEY])
{
    uint8_t text[LONGEST + 1];
    struct stat about;
    enum status status = STATUS_DONE;
    ssize_t got;

    if (fstat(fd, &about) != 0)
        return cannot(path, "read");
    if (!S_ISREG(about.st_mode)) {
        say_error("%s: the key is no file: " EXPECTED, path);
        return STATUS_USAGE;
    }
    if (about.st_mode & OTHERS) {
        say_error("%s: others may read or change this key: make another one, or, if nobody did, "
                  "chmod go= it",
                  path);
        return STATUS_USAGE;
    }
    got = read(fd, text, sizeof text);
    if (got < 0) {
        status = cannot(path, "read");
    } else if (is_phrase(text, (size_t)got)) {
        say_error("%s: is a passphrase, which can be guessed: make a key with --make-key=FILE",
                  path);
        status = STATUS_USAGE;
    } else if (!decode(text, (size_t)got, key)) {
        say_error("%s: is no key: " EXPECTED, path);
        status = STATUS_USAGE;
    }
    explicit_bzero(text, sizeof text);
    return status;
}

enum status
key_file_read(const char *path, uint8_t key[PAN_KEY])
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    enum status status = fd < 0 ? cannot(path, "read") : take(path, fd, key);

    if (fd >= 0)
        close(fd);
    return status;
}

static enum status
cannot_make(const char *path)
{
    if (errno != EEXIST)
        return cannot(path, "made");
    say_error("%s is there already, and no key is replaced, as what was made with it is lost then: "
              "use it with --key=%s, or give --make-key another name",
              path, path);
    return STATUS_USAGE;
}

enum status
key_file_make(const char *path)
{
    uint8_t key[PAN_KEY];
    char text[DIGITS + 1];
    int fd;
    bool done;

    if (getrandom(key, sizeof key, 0) != (ssize_t)sizeof key)
        return cannot(path, "made");
    base16_encode_update(text, sizeof key, key);
    text[DIGITS] = '\n';
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
    done = fd >= 0 && write(fd, text, sizeof text) == (ssize_t)sizeof text && disk_sync(fd);
    explicit_bzero(key, sizeof key);
    explicit_bzero(text, sizeof text);
    if (!done && fd >= 0)
        unlink(path);
    if (!done)
        return cannot_make(path);
    close(fd);
    printf(
        "%s: a new key, which only you can read; keep it, and apart from what is published: who "
        "has it can undo what is made with it\nto use it: netcap anonymize DIR -o OUT --key=%s\n",
        path, path);
    return STATUS_DONE;
}
