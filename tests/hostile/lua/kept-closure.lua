-- value: [lua-
local function counter() local n = 0 return function() n = n + 1 return n end end
local count = counter()
local m = {}
function m.h() return count() end
return m
