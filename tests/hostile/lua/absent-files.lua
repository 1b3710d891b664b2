-- value: [lua-
local m = {}
function m.h(case, event)
  return io.open("/etc/passwd")
end
return m
