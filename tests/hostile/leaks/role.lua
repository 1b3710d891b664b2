local northtown = {}
function northtown.may_admit(case)
  local r = role
  r.home = "shelter-watch"
  return true
end
return northtown
