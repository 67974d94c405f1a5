# SPDX-License-Identifier: Apache-2.0

# NC_FLAGS_IF(VARIABLE, FLAGS...): append to VARIABLE each flag that compiles and links.
AC_DEFUN([NC_FLAG_IF],
  [AS_VAR_PUSHDEF([cached], [nc_cv_flag_$2])
   AC_CACHE_CHECK([whether $CC takes $2], [cached],
     [nc_save="$CFLAGS"
      CFLAGS="$CFLAGS -Werror $2"
      AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([cached], [yes])], [AS_VAR_SET([cached], [no])])
      CFLAGS="$nc_save"])
   AS_VAR_IF([cached], [yes], [$1="$$1 $2"])
   AS_VAR_POPDEF([cached])])

# NC_WARNINGS: --enable-werror makes warnings errors.  Our own CI builds with it.
AC_DEFUN([NC_WARNINGS],
  [AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])])
   NC_WARN="-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wvla"
   AS_IF([test "x$enable_werror" = xyes], [NC_WARN="$NC_WARN -Werror"])
   AC_SUBST([NC_WARN])])

# NC_HARDENING: on unless --disable-hardening.  Sanitizers bring their own
# checks, and FORTIFY hides errors from them.
AC_DEFUN([NC_HARDENING],
  [AC_ARG_ENABLE([hardening], [AS_HELP_STRING([--disable-hardening], [leave out stack protector, FORTIFY, PIE, RELRO, CET])])
   NC_HARD_CFLAGS= NC_HARD_LDFLAGS= NC_PIE_CFLAGS= NC_PIE_LDFLAGS=
   AS_IF([test "x$enable_hardening" != xno],
     [NC_FLAG_IF([NC_HARD_CFLAGS], [-fstack-protector-strong])
      NC_FLAG_IF([NC_HARD_CFLAGS], [-fstack-clash-protection])
      NC_FLAG_IF([NC_HARD_CFLAGS], [-fcf-protection])
      NC_FLAG_IF([NC_HARD_CFLAGS], [-mbranch-protection=standard])
      NC_FLAG_IF([NC_HARD_LDFLAGS], [-Wl,-z,relro])
      NC_FLAG_IF([NC_HARD_LDFLAGS], [-Wl,-z,now])
      NC_FLAG_IF([NC_HARD_LDFLAGS], [-Wl,-z,noexecstack])
      NC_FLAG_IF([NC_PIE_CFLAGS], [-fPIE])
      NC_FLAG_IF([NC_PIE_LDFLAGS], [-pie])
      AS_IF([test -z "$enable_sanitizers"],
            [NC_HARD_CFLAGS="$NC_HARD_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])])
   AC_SUBST([NC_HARD_CFLAGS]) AC_SUBST([NC_HARD_LDFLAGS])
   AC_SUBST([NC_PIE_CFLAGS]) AC_SUBST([NC_PIE_LDFLAGS])])

# NC_SANITIZERS: --enable-sanitizers=address,undefined or =thread.
AC_DEFUN([NC_SANITIZERS],
  [AC_ARG_ENABLE([sanitizers],
     [AS_HELP_STRING([--enable-sanitizers=LIST], [build with -fsanitize=LIST, as address,undefined or thread])])
   NC_SAN_FLAGS= NC_NO_UNDEFINED="-Wl,-z,defs"
   AS_IF([test -n "$enable_sanitizers" && test "x$enable_sanitizers" != xno],
     [AS_IF([test "x$enable_sanitizers" = xyes], [enable_sanitizers=address,undefined])
      NC_NO_UNDEFINED= # clang leaves the sanitizer's own functions to the program
      NC_SAN_FLAGS="-fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"])
   AC_SUBST([NC_SAN_FLAGS]) AC_SUBST([NC_NO_UNDEFINED])])
