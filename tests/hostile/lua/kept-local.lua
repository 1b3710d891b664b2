-- value: [lua-
local count = 0
local m = {}
function m.h() count = count + 1 return count end
return m
