#!/usr/bin/env bash
# Whether a process in this container says that it is healthy: 0 where GET PATH on its PORT is answered with 200. What the
# image's health check runs every five seconds, for every service: a Node process for each question took half a second of
# a busy core. Usage: healthy.sh PORT PATH
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
read -r answer <&3
[[ $answer == HTTP/1.?' 200 '* ]]
